/** Every address of the page, as the router reads it. */
export const patterns = {
  dashboard: '/',
  items: '/items',
  chat: '/chat/:sessionId?',
} as const

/** Links, built in one place. `q` and `sort` are the search of the items page. */
export const paths = {
  dashboard: () => '/',
  items: (search: { q?: string; sort?: string; trash?: boolean; id?: string } = {}) => {
    const query = new URLSearchParams()
    if (search.q) query.set('q', search.q)
    if (search.sort) query.set('sort', search.sort)
    if (search.trash) query.set('trash', 'true')
    if (search.id) query.set('id', search.id)
    return query.size > 0 ? `/items?${query}` : '/items'
  },
  chat: (sessionId?: string) => (sessionId ? `/chat/${sessionId}` : '/chat'),
  apiDocs: () => '/docs',
}

const api = '/api/v1'

/** The addresses of the API. */
export const apiPaths = {
  dashboard: () => `${api}/dashboard`,
  items: () => `${api}/items`,
  item: (id: string) => `${api}/items/${id}`,
  restoreItem: (id: string) => `${api}/items/${id}/restore`,
  itemHistory: (id: string) => `${api}/items/${id}/history`,
  ask: () => `${api}/chat/message`,
  stream: () => `${api}/chat/stream`,
  history: () => `${api}/chat/history`,
  models: () => `${api}/chat/models`,
  sessions: () => `${api}/chat/sessions`,
  session: (id: string) => `${api}/chat/sessions/${id}`,
  stop: (generationId: string) => `${api}/chat/generations/${generationId}/stop`,
  health: () => '/healthz',
}
