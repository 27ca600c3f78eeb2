/** Every address of the page, as the router reads it. */
export const patterns = {
  dashboard: '/',
  /** Where the first collection once was; it leads there. */
  items: '/items',
  collections: '/c',
  collection: '/c/:slug/:part?',
  chat: '/chat/:sessionId?',
  prompts: '/prompts',
  settings: '/settings',
  users: '/users',
  audit: '/audit',
  usage: '/usage',
  login: '/login',
  setup: '/setup',
  invite: '/invite',
  reset: '/reset',
  register: '/register',
  shared: '/shared',
} as const

/** Pages for people who are not signed in (yet). public/boot.js has the same list. */
const guestPages = new Set<string>([patterns.login, patterns.setup, patterns.invite, patterns.reset, patterns.register, patterns.shared])
export const isGuestPage = (pathname: string) => guestPages.has(pathname)

/** Why somebody finds himself at the sign-in page. */
export type LoginReason = 'signed-out' | 'timeout' | 'expired' | 'password-changed' | 'company-refused' | 'company-expired' | 'company-unavailable'

/** The collection that every workspace has. */
export const FIRST_COLLECTION = 'items'

/** Links, built in one place. */
export const paths = {
  dashboard: () => '/',
  collections: () => patterns.collections,
  collection: (slug: string, search: Partial<Record<'q' | 'filter' | 'sort' | 'id', string>> = {}) => {
    const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value !== ''))
    return `${patterns.collections}/${encodeURIComponent(slug)}${query.size > 0 ? `?${query}` : ''}`
  },
  /** `message` is one of the conversation, to be shown where it stands. */
  chat: (sessionId?: string, message?: string, list: { view?: string; folder?: string | null } = {}) => {
    const query = new URLSearchParams()
    if (sessionId && message) query.set('message', message)
    if (list.view && list.view !== 'active') query.set('view', list.view)
    if (list.folder) query.set('folder', list.folder)
    return `${sessionId ? `/chat/${encodeURIComponent(sessionId)}` : '/chat'}${query.size > 0 ? `?${query}` : ''}`
  },
  /** The token is behind #, where no server and no log sees it. */
  shared: (token: string) => `${patterns.shared}#${token}`,
  prompts: () => patterns.prompts,
  settings: (section?: string) => (section ? `${patterns.settings}?${new URLSearchParams({ section })}` : patterns.settings),
  users: () => patterns.users,
  audit: () => patterns.audit,
  /** `key` is the id of an API key, whose calls alone are shown. */
  usage: (search: Partial<Record<'view' | 'from' | 'to' | 'by' | 'key', string>> = {}) => {
    const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value !== ''))
    return query.size > 0 ? `${patterns.usage}?${query}` : patterns.usage
  },
  login: ({ next, reason }: { next?: string | undefined; reason?: LoginReason | undefined } = {}) => {
    const query = new URLSearchParams()
    if (next && next !== '/') query.set('next', next)
    if (reason) query.set('reason', reason)
    return query.size > 0 ? `/login?${query}` : '/login'
  },
  setup: () => patterns.setup,
  register: () => patterns.register,
  apiDocs: () => '/docs',
}

const api = '/api/v1'

/** The addresses of the API. What comes out of the page's own address is a part of one, never more of the way. */
export const apiPaths = {
  dashboard: () => `${api}/dashboard`,
  collections: () => `${api}/collections`,
  collection: (slug: string) => `${api}/collections/${encodeURIComponent(slug)}`,
  fields: (slug: string) => `${api}/collections/${encodeURIComponent(slug)}/fields`,
  formula: (slug: string) => `${api}/collections/${encodeURIComponent(slug)}/fields/preview-formula`,
  field: (slug: string, key: string) => `${api}/collections/${encodeURIComponent(slug)}/fields/${encodeURIComponent(key)}`,
  rows: (slug: string) => `${api}/collections/${encodeURIComponent(slug)}/items`,
  row: (slug: string, id: string) => `${api}/collections/${encodeURIComponent(slug)}/items/${encodeURIComponent(id)}`,
  restoreRow: (slug: string, id: string) => `${api}/collections/${encodeURIComponent(slug)}/items/${encodeURIComponent(id)}/restore`,
  trash: (slug: string) => `${api}/collections/${encodeURIComponent(slug)}/trash`,
  trashed: (slug: string, id: string) => `${api}/collections/${encodeURIComponent(slug)}/trash/${encodeURIComponent(id)}`,
  collectionEvents: (slug: string) => `${api}/collections/${encodeURIComponent(slug)}/events`,
  presence: (slug: string) => `${api}/collections/${encodeURIComponent(slug)}/presence`,
  rowHistory: (slug: string, id: string) => `${api}/collections/${encodeURIComponent(slug)}/items/${encodeURIComponent(id)}/history`,
  ask: () => `${api}/chat/message`,
  stream: () => `${api}/chat/stream`,
  history: () => `${api}/chat/history`,
  models: () => `${api}/chat/models`,
  prompts: () => `${api}/prompts`,
  prompt: (id: string) => `${api}/prompts/${encodeURIComponent(id)}`,
  promptVersions: (id: string) => `${api}/prompts/${encodeURIComponent(id)}/versions`,
  attachments: () => `${api}/chat/attachments`,
  attachment: (id: string) => `${api}/chat/attachments/${encodeURIComponent(id)}`,
  favouriteModels: () => `${api}/chat/models/favourites`,
  modelPolicy: () => `${api}/chat/models/policy`,
  provider: () => `${api}/chat/provider`,
  testProvider: () => `${api}/chat/provider/test`,
  chatSettings: (id: string) => `${api}/chat/sessions/${encodeURIComponent(id)}/settings`,
  presets: () => `${api}/chat/presets`,
  preset: (id: string) => `${api}/chat/presets/${encodeURIComponent(id)}`,
  sessions: () => `${api}/chat/sessions`,
  session: (id: string) => `${api}/chat/sessions/${encodeURIComponent(id)}`,
  estimate: () => `${api}/chat/estimate`,
  sessionUsage: (id: string) => `${api}/chat/sessions/${encodeURIComponent(id)}/usage`,
  restoreSession: (id: string) => `${api}/chat/sessions/${encodeURIComponent(id)}/restore`,
  exportSession: (id: string) => `${api}/chat/sessions/${encodeURIComponent(id)}/export`,
  exportSessions: () => `${api}/chat/export`,
  importSessions: () => `${api}/chat/import`,
  deletedSessions: () => `${api}/chat/deleted`,
  deletedSession: (id: string) => `${api}/chat/deleted/${encodeURIComponent(id)}`,
  folders: () => `${api}/chat/folders`,
  folder: (id: string) => `${api}/chat/folders/${encodeURIComponent(id)}`,
  searchChats: () => `${api}/chat/search`,
  shares: (sessionId: string) => `${api}/chat/sessions/${encodeURIComponent(sessionId)}/shares`,
  share: (id: string) => `${api}/chat/shares/${encodeURIComponent(id)}`,
  updateShare: (id: string) => `${api}/chat/shares/${encodeURIComponent(id)}/update`,
  readShare: () => `${api}/shared`,
  head: (sessionId: string) => `${api}/chat/sessions/${encodeURIComponent(sessionId)}/head`,
  regenerate: (messageId: string) => `${api}/chat/messages/${encodeURIComponent(messageId)}/regenerate`,
  continueAnswer: (messageId: string) => `${api}/chat/messages/${encodeURIComponent(messageId)}/continue`,
  compare: () => `${api}/chat/compare`,
  stop: (generationId: string) => `${api}/chat/generations/${encodeURIComponent(generationId)}/stop`,
  signInOptions: () => `${api}/auth/options`,
  setUp: () => `${api}/auth/setup`,
  logIn: () => `${api}/auth/login`,
  registerAccount: () => `${api}/auth/register`,
  refresh: () => `${api}/auth/refresh`,
  logOut: () => `${api}/auth/logout`,
  inspectLink: () => `${api}/auth/links/inspect`,
  acceptInvitation: () => `${api}/auth/invitations/accept`,
  resetPassword: () => `${api}/auth/reset`,
  oidcStart: (next: string) => `${api}/auth/oidc/start?${new URLSearchParams({ next })}`,
  me: () => `${api}/auth/me`,
  password: () => `${api}/auth/password`,
  signIns: () => `${api}/auth/sessions`,
  signIn: (id: string) => `${api}/auth/sessions/${encodeURIComponent(id)}`,
  endAllSignIns: () => `${api}/auth/sessions/end-all`,
  beginSecondFactor: () => `${api}/auth/totp/begin`,
  confirmSecondFactor: () => `${api}/auth/totp/confirm`,
  disableSecondFactor: () => `${api}/auth/totp/disable`,
  recoveryCodes: () => `${api}/auth/totp/recovery-codes`,
  rotateSigningKey: () => `${api}/auth/signing-keys/rotate`,
  apiKeys: () => `${api}/api-keys`,
  apiKey: (id: string) => `${api}/api-keys/${encodeURIComponent(id)}`,
  webhooks: () => `${api}/webhooks`,
  webhook: (id: string) => `${api}/webhooks/${encodeURIComponent(id)}`,
  webhookDeliveries: (id: string) => `${api}/webhooks/${encodeURIComponent(id)}/deliveries`,
  webhookDelivery: (id: string, delivery: string) => `${api}/webhooks/${encodeURIComponent(id)}/deliveries/${encodeURIComponent(delivery)}`,
  users: () => `${api}/users`,
  user: (id: string) => `${api}/users/${encodeURIComponent(id)}`,
  resetLink: (id: string) => `${api}/users/${encodeURIComponent(id)}/reset-link`,
  endSignInsOf: (id: string) => `${api}/users/${encodeURIComponent(id)}/sessions/end-all`,
  disableSecondFactorOf: (id: string) => `${api}/users/${encodeURIComponent(id)}/totp/disable`,
  invitations: () => `${api}/users/invitations`,
  invitation: (id: string) => `${api}/users/invitations/${encodeURIComponent(id)}`,
  roles: () => `${api}/roles`,
  role: (slug: string) => `${api}/roles/${encodeURIComponent(slug)}`,
  usage: () => `${api}/usage`,
  usageExport: () => `${api}/usage/export`,
  workspaceUsage: () => `${api}/usage/workspace`,
  workspaceUsageExport: () => `${api}/usage/workspace/export`,
  budget: () => `${api}/usage/budget`,
  ownLimits: () => `${api}/usage/limits`,
  budgets: () => `${api}/usage/budgets`,
  roleBudget: (slug: string) => `${api}/usage/budgets/roles/${encodeURIComponent(slug)}`,
  userBudget: (id: string) => `${api}/usage/budgets/users/${encodeURIComponent(id)}`,
  audit: () => `${api}/audit`,
  auditExport: () => `${api}/audit/export`,
  auditVerification: () => `${api}/audit/verification`,
  health: () => '/healthz',
}
