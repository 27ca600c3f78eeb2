import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Import, ImportEnvelope, ImportsEnvelope, type ReadImport, type StartImport } from '#shared/imports.ts'
import { call, idempotencyKey } from '../../api.ts'
import { upload } from '../../upload.ts'
import { gridPaths } from '../paths.ts'

const listKey = (slug: string) => ['collections', 'imports', slug]
const oneKey = (id: string) => ['collections', 'import', id]

export const importsQuery = (slug: string) =>
  queryOptions({
    queryKey: listKey(slug),
    queryFn: async ({ signal }) => (await call(ImportsEnvelope, { path: gridPaths.imports(slug), signal })).imports,
  })
export const importQuery = (id: string) =>
  queryOptions({ queryKey: oneKey(id), queryFn: ({ signal }) => call(ImportEnvelope, { path: gridPaths.import(id), signal }) })

/** Shows an import as it is now wherever it is shown. */
export function showImport(queries: QueryClient, now: Import): Import {
  queries.setQueryData(oneKey(now.id), now)
  queries.setQueryData<Import[]>(listKey(now.collection), (all) => all?.map((one) => (one.id === now.id ? now : one)))
  return now
}
export const refreshImports = (queries: QueryClient, slug: string) => queries.invalidateQueries({ queryKey: listKey(slug) })

type Uploading = { file: File; how: ReadImport; onProgress: (part: number) => void; signal: AbortSignal }

export function uploadImport(slug: string, { file, how, onProgress, signal }: Uploading): Promise<Import> {
  const query = new URLSearchParams()
  for (const [name, said] of Object.entries(how)) if (said !== undefined) query.set(name, said)
  return upload(ImportEnvelope, { path: `${gridPaths.imports(slug)}${query.size > 0 ? `?${query}` : ''}`, file, name: file.name, onProgress, signal })
}

/** Has a file looked at again in another way, before it is imported. */
export const readImport = (id: string, how: ReadImport) => call(ImportEnvelope, { method: 'POST', path: gridPaths.readImport(id), body: how })

/** @param key kept over all tries of one form */
export const startImport = (id: string, body: StartImport, key: string) =>
  call(ImportEnvelope, { method: 'POST', path: gridPaths.startImport(id), body, headers: idempotencyKey(key) })
export const cancelImport = (id: string) => call(ImportEnvelope, { method: 'POST', path: gridPaths.cancelImport(id), headers: idempotencyKey() })
export const undoImport = (id: string) => call(ImportEnvelope, { method: 'POST', path: gridPaths.undoImport(id), headers: idempotencyKey() })
export const forgetImport = (id: string) => call(ImportEnvelope, { method: 'DELETE', path: gridPaths.import(id) })
