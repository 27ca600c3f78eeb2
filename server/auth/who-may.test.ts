import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { permissions } from '#shared/permissions.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'

// Who may what, in one table, against every operation that the program documents. The guard stands before everything else, so that a
// request with nothing in it is enough to see who is let past: what is wrong with it is said only to them.

const callers = ['anonymous', 'viewer', 'editor', 'administrator', 'key with every scope', 'key to read items'] as const
type Caller = (typeof callers)[number]

const everybody = callers
const somebody: readonly Caller[] = ['viewer', 'editor', 'administrator', 'key with every scope', 'key to read items']
const inPerson: readonly Caller[] = ['viewer', 'editor', 'administrator']
const readers = somebody
const writers: readonly Caller[] = ['editor', 'administrator', 'key with every scope']
const askers: readonly Caller[] = ['viewer', 'editor', 'administrator', 'key with every scope']
const administrators: readonly Caller[] = ['administrator', 'key with every scope']

const whoMay: Record<string, readonly Caller[]> = {
  getSignInOptions: everybody,
  setUp: everybody,
  logIn: everybody,
  register: everybody,
  refresh: everybody,
  logOut: everybody,
  inspectLink: everybody,
  acceptInvitation: everybody,
  resetPassword: everybody,
  startOidc: everybody,
  finishOidc: everybody,
  getJwks: everybody,
  getHealth: everybody,
  readShare: everybody,
  getReadiness: everybody,

  getMe: somebody,
  updateMe: inPerson,
  changePassword: inPerson,
  listSignIns: inPerson,
  endSignIn: inPerson,
  endAllSignIns: inPerson,
  beginSecondFactor: inPerson,
  confirmSecondFactor: inPerson,
  disableSecondFactor: inPerson,
  renewRecoveryCodes: inPerson,
  listApiKeys: inPerson,
  createApiKey: inPerson,
  endApiKey: inPerson,

  listItems: readers,
  getItem: readers,
  getItemHistory: readers,
  getDashboard: readers,
  listChangeSets: readers,
  getChangeSet: readers,
  undoChangeSet: writers,
  listCollections: readers,
  getCollection: readers,
  listCollectionItems: readers,
  followCollection: readers,
  tellPlace: readers,
  exportCollectionItems: readers,
  aggregateCollectionItems: readers,
  listTiles: readers,
  readTile: readers,
  createTile: writers,
  arrangeTiles: writers,
  updateTile: writers,
  deleteTile: writers,
  restoreTile: writers,
  listComments: readers,
  countComments: readers,
  createComment: writers,
  updateComment: writers,
  deleteComment: writers,
  restoreComment: writers,
  listViews: readers,
  createView: readers,
  getView: readers,
  updateView: readers,
  deleteView: readers,
  restoreView: readers,
  getCollectionFacets: readers,
  getCollectionItem: readers,
  getCollectionItemHistory: readers,
  createCollection: writers,
  updateCollection: writers,
  addField: writers,
  updateField: writers,
  previewField: writers,
  previewFormula: writers,
  deleteField: writers,
  restoreField: writers,
  createCollectionItem: writers,
  updateCollectionItem: writers,
  deleteCollectionItem: writers,
  uploadImport: writers,
  listImports: writers,
  getImport: writers,
  watchImport: writers,
  readImport: writers,
  startImport: writers,
  cancelImport: writers,
  undoImport: writers,
  getRefusedRows: writers,
  deleteImport: writers,
  writeCollectionItems: writers,
  upsertCollectionItems: writers,
  changeMatchingCollectionItems: writers,
  restoreCollectionItem: writers,
  uploadItemFile: writers,
  getUploadedFile: writers,
  getItemFile: readers,
  getTrash: readers,
  emptyTrash: writers,
  purgeItem: writers,
  createItem: writers,
  updateItem: writers,
  deleteItem: writers,
  restoreItem: writers,

  askQuestion: askers,
  streamAnswer: askers,
  estimateQuestion: askers,
  resumeAnswer: askers,
  stopAnswer: askers,
  regenerateAnswer: askers,
  continueAnswer: askers,
  compareModels: askers,
  readComparison: askers,
  showBranch: askers,
  getHistory: askers,
  listSessions: askers,
  getSession: askers,
  updateSession: askers,
  deleteSession: askers,
  restoreSession: askers,
  purgeSession: askers,
  purgeDeletedSessions: askers,
  searchChats: askers,
  listShares: askers,
  createShare: askers,
  updateShare: askers,
  revokeShare: askers,
  exportSession: askers,
  exportSessions: askers,
  importSessions: askers,
  listFolders: askers,
  createFolder: askers,
  renameFolder: askers,
  deleteFolder: askers,
  listModels: askers,
  streamUiMessage: askers,
  resumeUiMessage: askers,
  createCompletion: askers,
  listCompletionModels: askers,
  getCompletionModel: askers,
  uploadAttachment: askers,
  listAttachments: askers,
  getAttachment: askers,
  deleteAttachment: askers,
  setFavouriteModel: askers,
  getChatSettings: askers,
  setChatSettings: askers,
  listPresets: askers,
  createPreset: askers,
  updatePreset: askers,
  deletePreset: askers,
  getSessionUsage: askers,
  getUsage: askers,
  exportUsage: askers,
  getBudget: askers,
  setOwnLimits: inPerson,

  listWebhooks: administrators,
  createWebhook: administrators,
  getWebhook: administrators,
  updateWebhook: administrators,
  deleteWebhook: administrators,
  rollWebhookSecret: administrators,
  testWebhook: administrators,
  listWebhookDeliveries: administrators,
  getWebhookDelivery: administrators,
  replayWebhookDelivery: administrators,

  getWorkspaceUsage: administrators,
  exportWorkspaceUsage: administrators,
  listBudgets: administrators,
  setRoleBudget: administrators,
  setUserBudget: administrators,

  listPrompts: askers,
  createPrompt: askers,
  getPrompt: askers,
  updatePrompt: askers,
  deletePrompt: askers,
  listPromptVersions: askers,

  listUsers: administrators,
  getUser: administrators,
  updateUser: administrators,
  deleteUser: administrators,
  createResetLink: administrators,
  endSignInsOf: administrators,
  disableSecondFactorOf: administrators,
  listInvitations: administrators,
  createInvitation: administrators,
  endInvitation: administrators,
  listRoles: administrators,
  createRole: administrators,
  updateRole: administrators,
  deleteRole: administrators,
  listAuditEntries: administrators,
  exportAudit: administrators,
  verifyAudit: administrators,
  getMetrics: administrators,
  getModelPolicy: administrators,
  setModelPolicy: administrators,
  getProvider: administrators,
  testProvider: administrators,
  rotateSigningKey: administrators,
}

const Operation = z.looseObject({ operationId: z.string(), security: z.array(z.object({ bearer: z.array(z.string()) })) })
const Api = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) })
type Call = { operation: string; method: string; path: string; open: boolean }

let app: TestApp
let calls: Call[] = []
const tokens: Partial<Record<Caller, string>> = {}

async function keyOf(scopes: readonly string[]): Promise<string> {
  const answer = await app.api('POST', '/api/v1/api-keys', { name: scopes.join(' ').slice(0, 100), scopes, expires_in_days: 1 })
  return NewApiKeyEnvelope.parse(answer.body).data.secret
}

beforeAll(async () => {
  app = await startApp()
  for (const role of ['viewer', 'editor', 'administrator'] as const) tokens[role] = (await app.as(role)).token
  tokens['key with every scope'] = await keyOf(permissions)
  tokens['key to read items'] = await keyOf(['items:read'])
  const { paths } = Api.parse((await app.anonymous('GET', '/openapi.json')).body)
  calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId, security }]) => ({
      operation: operationId,
      method: method.toUpperCase(),
      path,
      open: security.length === 0,
    })),
  )
  // These end the sign-in of whoever asks, so they come last.
  const ending = ['endAllSignIns', 'logOut']
  calls.sort((a, b) => ending.indexOf(a.operation) - ending.indexOf(b.operation))
})
afterAll(() => app.close())

const nothing = '019abf00-0000-7000-8000-000000000000'
const addressOf = (path: string) => path.replaceAll('{slug}', 'none').replaceAll(/\{\w+\}/g, nothing)
const hasBody = (method: string) => method !== 'GET' && method !== 'DELETE'

const ask = ({ method, path }: Call, token: string | undefined): Promise<Answer> =>
  app.anonymous(method, addressOf(path), hasBody(method) ? {} : undefined, token ? { Authorization: `Bearer ${token}` } : {})

/** What the guard said; any other answer comes from behind it. */
function verdict({ status, headers, body }: Answer): 'let in' | 'not known' | 'not allowed' {
  if (status === 401 && headers.has('www-authenticate')) return 'not known'
  if (status === 403 && JSON.stringify(body).includes('"FORBIDDEN"')) return 'not allowed'
  return 'let in'
}

describe('who may what', () => {
  it('is said of every operation, and of none that there is not', () => {
    expect(Object.keys(whoMay).sort()).toEqual(calls.map(({ operation }) => operation).sort())
    expect(calls.length).toBeGreaterThan(50)
    // Tools that read the document send a credential where it says that one is needed.
    for (const { operation, open } of calls) expect([operation, open]).toEqual([operation, whoMay[operation] === everybody])
  })

  it.each(callers)('holds for %s', async (caller) => {
    const wrong: string[] = []
    for (const call of calls) {
      const answer = await ask(call, tokens[caller])
      const expected = whoMay[call.operation]?.includes(caller) ? 'let in' : caller === 'anonymous' ? 'not known' : 'not allowed'
      const got = verdict(answer)
      if (got !== expected || answer.status >= 500) wrong.push(`${call.operation}: ${got} (${answer.status}) instead of ${expected}`)
    }
    expect(wrong).toEqual([])
  })

  it('is the same for a cookie as for a header, and a bad header is not made good by a cookie', async () => {
    const { token } = await app.as('viewer')
    const Cookie = `__Host-deskmate-access=${token}`
    for (const call of calls.filter(({ operation }) => operation !== 'endAllSignIns' && operation !== 'logOut')) {
      const byCookie = await app.anonymous(call.method, addressOf(call.path), hasBody(call.method) ? {} : undefined, { Cookie })
      expect([call.operation, verdict(byCookie)]).toEqual([call.operation, whoMay[call.operation]?.includes('viewer') ? 'let in' : 'not allowed'])
      if (whoMay[call.operation]?.includes('anonymous')) continue
      for (const Authorization of ['Bearer x', 'Basic eDp4', 'Bearer dm_x', 'Bearer']) {
        const both = await app.anonymous(call.method, addressOf(call.path), hasBody(call.method) ? {} : undefined, { Cookie, Authorization })
        expect([call.operation, Authorization, both.status]).toEqual([call.operation, Authorization, 401])
      }
    }
  })

  it('cannot be gone around by the way an address is written', async () => {
    const spellings = [
      '//api/v1/users',
      '/api//v1/users',
      '/api/v1/users/',
      '/API/v1/users',
      '/api/v1/%75sers',
      '/api/v1/./users',
      '/x/../api/v1/users',
      '/api/v1/users;x',
      '/api/v1/users%2f',
      '/api/v1/users%00',
      '/api\\v1\\users',
    ]
    for (const path of spellings) expect([path, (await rawGet(path)).includes('"users"')]).toEqual([path, false])
    for (const method of ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PATCH'])
      expect([method, await rawGet('/api/v1/users', method).then((text) => /"email"/.test(text))]).toEqual([method, false])
    for (const headers of ['X-HTTP-Method-Override: DELETE', 'X-Original-URL: /api/v1/users', 'X-Rewrite-URL: /api/v1/users'])
      expect((await rawGet('/healthz', 'GET', headers)).includes('"users"')).toBe(false)
  })
})

/** As the bytes stand: no client tidies the address up. */
async function rawGet(path: string, method = 'GET', header = 'X-None: 0'): Promise<string> {
  const { hostname, port } = new URL(app.url)
  return await new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () =>
      socket.end(`${method} ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n${header}\r\n\r\n`),
    )
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    socket.once('close', () => resolve(text))
    socket.once('error', reject)
  })
}
