import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type CreateView, type UpdateView, type View, ViewEnvelope, ViewsEnvelope } from '#shared/views.ts'
import { call, idempotencyKey } from '../../api.ts'
import { gridPaths } from '../paths.ts'

const viewsKey = (slug: string) => ['collections', 'views', slug]

export const viewsQuery = (slug: string) =>
  queryOptions({
    queryKey: viewsKey(slug),
    queryFn: async ({ signal }) => (await call(ViewsEnvelope, { path: gridPaths.views(slug), signal })).views,
  })

const ifMatch = ({ version }: View) => ({ 'If-Match': `"${version}"` })

export const createView = (slug: string, body: CreateView, key: string) =>
  call(ViewEnvelope, { method: 'POST', path: gridPaths.views(slug), body, headers: idempotencyKey(key) })
export const updateView = (slug: string, view: View, body: UpdateView) =>
  call(ViewEnvelope, { method: 'PUT', path: gridPaths.view(slug, view.id), body, headers: ifMatch(view) })
export const deleteView = (slug: string, view: View) => call(ViewEnvelope, { method: 'DELETE', path: gridPaths.view(slug, view.id), headers: ifMatch(view) })
export const restoreView = (slug: string, view: View, key: string) =>
  call(ViewEnvelope, { method: 'POST', path: gridPaths.restoreView(slug, view.id), headers: idempotencyKey(key) })

/** Shows a view as it is now; the others may have changed with it, as what the collection opens with. */
export function showView(queries: QueryClient, slug: string, view: View): void {
  queries.setQueryData<View[]>(viewsKey(slug), (known = []) =>
    known.some(({ id }) => id === view.id) ? known.map((one) => (one.id === view.id ? view : one)) : [...known, view],
  )
  void queries.invalidateQueries({ queryKey: viewsKey(slug) })
}

export function forgetView(queries: QueryClient, slug: string, { id }: View): void {
  queries.setQueryData<View[]>(viewsKey(slug), (known = []) => known.filter((one) => one.id !== id))
}
