import { useQueryClient } from '@tanstack/react-query'
import type { Collection } from '#shared/collections.ts'
import type { Filter } from '#shared/filter.ts'
import { defaultItemSort, parseSort } from '#shared/items.ts'
import { type CreateView, type UpdateView, View } from '#shared/views.ts'
import { ApiError, errorMessage, newKey } from '../../api.ts'
import { textsNow } from '../../i18n/texts.ts'
import { useGo } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { toast } from '../../ui/Toast.tsx'
import { builtIn } from '../columns.ts'
import { partsOf, readTree } from '../filter/tree.ts'
import { NO_VIEW, type Shown, startOf } from '../search.ts'
import type { Columns } from '../useColumns.ts'
import { createView, deleteView, forgetView, restoreView, showView, updateView, viewsQuery } from './queries.ts'
import { viewTexts } from './texts.ts'

export const viewHref = (slug: string, id: string) => `${paths.collection(slug)}?view=${encodeURIComponent(id)}`

const fieldsOf = (filter: Filter): string[] => ('field' in filter ? [filter.field] : 'not' in filter ? fieldsOf(filter.not) : partsOf(filter).flatMap(fieldsOf))

/** The view as somebody else has made it meanwhile. */
const currentOf = (error: unknown) => (error instanceof ApiError && error.code === 'PRECONDITION_FAILED' ? View.safeParse(error.current).data : undefined)

/** What a view names that the collection has no more. */
function goneFrom(view: View, { fields }: Collection): string[] {
  const known = new Set<string>([...fields.map(({ key }) => key), ...builtIn, 'created_by', 'updated_by'])
  const read = readTree(view.filter)
  const named = [
    ...('tree' in read && read.tree ? fieldsOf(read.tree) : []),
    ...(view.sort ? parseSort(view.sort).map(({ field }) => field) : []),
    ...(view.group ? [view.group] : []),
  ]
  return [...new Set(named.filter((key) => !known.has(key)))]
}

export type Views = ReturnType<typeof useViews>

/** The view that is shown, what was changed of it, and all that is done to it. */
export function useViews(collection: Collection, view: View | null, shown: Shown, columns: Columns) {
  const { slug } = collection
  const queries = useQueryClient()
  const go = useGo()
  const failed = (error: unknown) => void toast({ tone: 'failed', text: errorMessage(error) })
  const show = (saved: View) => showView(queries, slug, saved)

  const settings = (): Required<Pick<CreateView, 'kind' | 'q' | 'filter' | 'sort' | 'columns' | 'pinned' | 'group' | 'by'>> => ({
    kind: shown.kind,
    q: shown.q,
    filter: shown.filter,
    sort: shown.sort === defaultItemSort(false) ? '' : shown.sort,
    columns: columns.settings(),
    pinned: columns.pinned,
    group: shown.group || null,
    by: shown.group ? shown.by : null,
  })
  const change = async (of: View, changes: UpdateView) => {
    // Of one that was changed meanwhile the rest stays as it is: as it is now it can be tried again.
    const newest = queries.getQueryData(viewsQuery(slug).queryKey)?.find(({ id }) => id === of.id) ?? of
    try {
      show(await updateView(slug, newest, changes))
    } catch (error) {
      const theirs = currentOf(error)
      if (theirs) show(theirs)
      throw error
    }
  }
  const start = startOf(view)
  const { q, filter, sort, group, by } = shown
  const gone = view ? goneFrom(view, collection) : []
  // A sort by what is gone is no change of anybody's.
  const resorted = sort !== start.sort && !(gone.length > 0 && parseSort(start.sort).some(({ field }) => gone.includes(field)))
  const regrouped = (group !== start.group && !gone.includes(start.group)) || (group !== '' && by !== start.by)
  const changed = view !== null && (shown.kind !== start.kind || q !== start.q || filter !== start.filter || resorted || regrouped || columns.changed)

  return {
    view,
    gone,
    changed,
    discard: () => {
      columns.discard()
      if (view) go(viewHref(slug, view.id), { replace: true })
    },
    save: async () => {
      if (!view) return
      try {
        show(await updateView(slug, view, settings()))
        go(viewHref(slug, view.id), { replace: true })
      } catch (error) {
        const theirs = currentOf(error)
        if (!theirs) return failed(error)
        // What was changed here stays, over what the view is by now: saved once more it is that.
        show(theirs)
        toast({ tone: 'failed', text: textsNow(viewTexts).meanwhile(theirs.name) })
      }
    },
    /** @throws what the server has against it */
    saveAs: async (name: string, shared: boolean, key: string) => {
      const made = await createView(slug, { name, shared, ...settings() }, key)
      show(made)
      go(viewHref(slug, made.id))
      toast({ text: textsNow(viewTexts).saved(made.name) })
    },
    duplicate: async (of: View) => {
      const { name, kind, q: words, filter: narrowed, sort: order, columns: all, pinned, group: grouped, by: length } = of
      try {
        const made = await createView(
          slug,
          { name: textsNow(viewTexts).copyOf(name), kind, q: words, filter: narrowed, sort: order, columns: all, pinned, group: grouped, by: length },
          newKey(),
        )
        show(made)
        go(viewHref(slug, made.id))
      } catch (error) {
        failed(error)
      }
    },
    /** @throws what the server has against it */
    change,
    changeOrTell: (of: View, changes: UpdateView) => void change(of, changes).catch(failed),
    remove: async (of: View) => {
      const t = textsNow(viewTexts)
      try {
        await deleteView(slug, of)
      } catch (error) {
        return failed(error)
      }
      go(viewHref(slug, NO_VIEW), { replace: true })
      forgetView(queries, slug, of)
      const key = newKey()
      const undo = async () => {
        try {
          show(await restoreView(slug, of, key))
          go(viewHref(slug, of.id))
        } catch (error) {
          failed(error)
        }
      }
      toast({ text: t.removed(of.name), action: { label: t.undo, run: () => void undo() } })
    },
  }
}
