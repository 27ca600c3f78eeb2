import { apiPaths } from '../paths.ts'

/** Addresses of the API that only this page asks for: they come with it, not with every page. */
export const gridPaths = {
  changeSets: () => '/api/v1/change-sets',
  undo: (id: string) => `/api/v1/change-sets/${encodeURIComponent(id)}/undo`,
  aggregate: (slug: string) => `${apiPaths.rows(slug)}/aggregate`,
  facets: (slug: string) => `${apiPaths.rows(slug)}/facets`,
  bulk: (slug: string) => `${apiPaths.rows(slug)}/bulk`,
}
