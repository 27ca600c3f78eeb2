import { apiPaths, paths } from '../paths.ts'

/** What stands behind the slug of a collection for it. */
export const IMPORT = 'import'
export const TRASH = 'trash'

const importPath = (id: string, part = '') => `/api/v1/imports/${encodeURIComponent(id)}${part}`

/** Addresses of the API that only this page asks for: they come with it, not with every page. */
export const gridPaths = {
  changeSets: () => '/api/v1/change-sets',
  undo: (id: string) => `/api/v1/change-sets/${encodeURIComponent(id)}/undo`,
  aggregate: (slug: string) => `${apiPaths.rows(slug)}/aggregate`,
  facets: (slug: string) => `${apiPaths.rows(slug)}/facets`,
  views: (slug: string) => `${apiPaths.collection(slug)}/views`,
  view: (slug: string, id: string) => `${apiPaths.collection(slug)}/views/${encodeURIComponent(id)}`,
  restoreView: (slug: string, id: string) => `${apiPaths.collection(slug)}/views/${encodeURIComponent(id)}/restore`,
  commentCounts: (slug: string) => `${apiPaths.collection(slug)}/comment-counts`,
  comment: (id: string) => `/api/v1/comments/${encodeURIComponent(id)}`,
  bulk: (slug: string) => `${apiPaths.rows(slug)}/bulk`,
  files: (slug: string) => `${apiPaths.collection(slug)}/files`,
  itemFile: (slug: string, item: string, file: string) => `${apiPaths.row(slug, item)}/files/${encodeURIComponent(file)}`,
  export: (slug: string) => `${apiPaths.collection(slug)}/export`,
  imports: (slug: string) => `${apiPaths.collection(slug)}/imports`,
  import: (id: string) => importPath(id),
  importEvents: (id: string) => importPath(id, '/events'),
  readImport: (id: string) => importPath(id, '/read'),
  startImport: (id: string) => importPath(id, '/start'),
  cancelImport: (id: string) => importPath(id, '/cancel'),
  undoImport: (id: string) => importPath(id, '/undo'),
  refusedRows: (id: string) => importPath(id, '/refused'),
}

/** What was deleted from a collection. */
export const trashOf = (slug: string, q = '') => `${paths.collection(slug)}/${TRASH}${q === '' ? '' : `?${new URLSearchParams({ q })}`}`

/** The page of imports; `id` is the one that is shown. */
export const importInto = (slug: string, id?: string) => `${paths.collection(slug)}/${IMPORT}${id === undefined ? '' : `?${new URLSearchParams({ id })}`}`
