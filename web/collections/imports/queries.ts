import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Import, ImportEnvelope, ImportsEnvelope, type StartImport } from '#shared/imports.ts'
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

type Uploading = { file: File; sheet?: string | undefined; onProgress: (part: number) => void; signal: AbortSignal }
/** Files of this visit, which a change of the sheet needs again. */
const files = new Map<string, File>()
export const fileOf = (id: string): File | undefined => files.get(id)

export async function uploadImport(slug: string, { file, sheet, onProgress, signal }: Uploading): Promise<Import> {
  const path = `${gridPaths.imports(slug)}${sheet === undefined ? '' : `?${new URLSearchParams({ sheet })}`}`
  const made = await upload(ImportEnvelope, { path, file, name: file.name, onProgress, signal })
  files.set(made.id, file)
  return made
}

/** @param key kept over all tries of one form */
export const startImport = (id: string, body: StartImport, key: string) =>
  call(ImportEnvelope, { method: 'POST', path: gridPaths.startImport(id), body, headers: idempotencyKey(key) })
export const cancelImport = (id: string) => call(ImportEnvelope, { method: 'POST', path: gridPaths.cancelImport(id), headers: idempotencyKey() })
export const undoImport = (id: string) => call(ImportEnvelope, { method: 'POST', path: gridPaths.undoImport(id), headers: idempotencyKey() })
export const forgetImport = (id: string) => call(ImportEnvelope, { method: 'DELETE', path: gridPaths.import(id) })
