import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AttachmentEnvelope } from '#shared/attachments.ts'
import { ApiKeysEnvelope, AuthSessionsEnvelope, NewApiKeyEnvelope } from '#shared/auth.ts'
import { ChatHistoryEnvelope, ChatSessionsEnvelope } from '#shared/chat.ts'
import { ChatFolderEnvelope, ChatFoldersEnvelope } from '#shared/chat-list.ts'
import { PresetEnvelope, PresetsEnvelope } from '#shared/chat-settings.ts'
import { ChatSharesEnvelope, NewChatShareEnvelope } from '#shared/chat-share.ts'
import { DashboardEnvelope } from '#shared/dashboard.ts'
import { ImportEnvelope } from '#shared/imports.ts'
import { ItemFileEnvelope } from '#shared/item-files.ts'
import { PromptEnvelope } from '#shared/prompts.ts'
import { ViewEnvelope } from '#shared/views.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'
import { post, readEvents, startOf } from '../test/read-events.ts'
import { form, formType, png } from '../test/sample-files.ts'

// What belongs to somebody else answers, on every path to it, exactly as what does not exist.

type Ids = {
  session: string
  message: string
  generation: string
  folder: string
  share: string
  attachment: string
  prompt: string
  key: string
  signIn: string
  preset: string
  view: string
  file: string
  upload: string
}
type Ask = (api: Person['api'], ids: Ids) => Promise<Answer>

/** Every operation that names something of a person's own, whichever way it names it. */
const paths: Record<string, Ask> = {
  getSession: (api, { session }) => api('GET', `/api/v1/chat/sessions/${session}`),
  updateSession: (api, { session }) => api('PATCH', `/api/v1/chat/sessions/${session}`, { title: 'mine now' }),
  getChatSettings: (api, { session }) => api('GET', `/api/v1/chat/sessions/${session}/settings`),
  setChatSettings: (api, { session }) => api('PUT', `/api/v1/chat/sessions/${session}/settings`, { temperature: 1 }),
  updatePreset: (api, { preset }) => api('PATCH', `/api/v1/chat/presets/${preset}`, { name: 'mine now' }),
  deletePreset: (api, { preset }) => api('DELETE', `/api/v1/chat/presets/${preset}`),
  getSessionUsage: (api, { session }) => api('GET', `/api/v1/chat/sessions/${session}/usage`),
  deleteSession: (api, { session }) => api('DELETE', `/api/v1/chat/sessions/${session}`),
  restoreSession: (api, { session }) => api('POST', `/api/v1/chat/sessions/${session}/restore`),
  purgeSession: (api, { session }) => api('DELETE', `/api/v1/chat/deleted/${session}`),
  exportSession: (api, { session }) => api('GET', `/api/v1/chat/sessions/${session}/export?format=json`),
  listShares: (api, { session }) => api('GET', `/api/v1/chat/sessions/${session}/shares`),
  createShare: (api, { session }) => api('POST', `/api/v1/chat/sessions/${session}/shares`, { expires_in_days: null }),
  updateShare: (api, { share }) => api('POST', `/api/v1/chat/shares/${share}/update`),
  revokeShare: (api, { share }) => api('DELETE', `/api/v1/chat/shares/${share}`),
  renameFolder: (api, { folder }) => api('PATCH', `/api/v1/chat/folders/${folder}`, { name: 'mine now' }),
  deleteFolder: (api, { folder }) => api('DELETE', `/api/v1/chat/folders/${folder}`),
  getHistory: (api, { session }) => api('GET', `/api/v1/chat/history?session_id=${session}`),
  resumeAnswer: (api, { generation }) => api('GET', `/api/v1/chat/stream?generation_id=${generation}`),
  stopAnswer: (api, { generation }) => api('POST', `/api/v1/chat/generations/${generation}/stop`),
  askQuestion: (api, { session }) => api('POST', '/api/v1/chat/message', { message: 'go on', session_id: session }),
  streamAnswer: (api, { session }) => api('POST', '/api/v1/chat/stream', { message: 'go on', session_id: session }),
  estimateQuestion: (api, { session }) => api('POST', '/api/v1/chat/estimate', { session_id: session }),
  'estimateQuestion with a file': (api, { attachment }) => api('POST', '/api/v1/chat/estimate', { attachment_ids: [attachment] }),
  readComparison: (api, { generation }) => api('GET', `/api/v1/chat/compare?generation_ids=${generation}`),
  compareModels: (api, { session }) => api('POST', '/api/v1/chat/compare', { message: 'go on', session_id: session, models: ['a', 'b'] }),
  'compareModels with a file': (api, { attachment }) =>
    api('POST', '/api/v1/chat/compare', { message: 'read this', attachment_ids: [attachment], models: ['a', 'b'] }),
  regenerateAnswer: (api, { message }) => api('POST', `/api/v1/chat/messages/${message}/regenerate`, {}),
  continueAnswer: (api, { message }) => api('POST', `/api/v1/chat/messages/${message}/continue`, {}),
  showBranch: (api, { session, message }) => api('PUT', `/api/v1/chat/sessions/${session}/head`, { message_id: message }),
  getAttachment: (api, { attachment }) => api('GET', `/api/v1/chat/attachments/${attachment}`),
  deleteAttachment: (api, { attachment }) => api('DELETE', `/api/v1/chat/attachments/${attachment}`),
  'askQuestion with a file': (api, { attachment }) => api('POST', '/api/v1/chat/message', { message: 'read this', attachment_ids: [attachment] }),
  'streamAnswer with a file': (api, { attachment }) => api('POST', '/api/v1/chat/stream', { message: 'read this', attachment_ids: [attachment] }),
  getView: (api, { view }) => api('GET', `/api/v1/collections/items/views/${view}`),
  updateView: (api, { view }) => api('PUT', `/api/v1/collections/items/views/${view}`, { name: 'mine now' }),
  deleteView: (api, { view }) => api('DELETE', `/api/v1/collections/items/views/${view}`),
  restoreView: (api, { view }) => api('POST', `/api/v1/collections/items/views/${view}/restore`),
  getPrompt: (api, { prompt }) => api('GET', `/api/v1/prompts/${prompt}`),
  updatePrompt: (api, { prompt }) => api('PUT', `/api/v1/prompts/${prompt}`, { name: 'mine now' }),
  deletePrompt: (api, { prompt }) => api('DELETE', `/api/v1/prompts/${prompt}`),
  listPromptVersions: (api, { prompt }) => api('GET', `/api/v1/prompts/${prompt}/versions`),
  resumeUiMessage: (api, { session }) => api('GET', `/api/v1/chat/ui/${session}/stream`),
  getImport: (api, { file }) => api('GET', `/api/v1/imports/${file}`),
  watchImport: (api, { file }) => api('GET', `/api/v1/imports/${file}/events`),
  readImport: (api, { file }) => api('POST', `/api/v1/imports/${file}/read`, { encoding: 'gb18030' }),
  startImport: (api, { file }) => api('POST', `/api/v1/imports/${file}/start`, { columns: [{ to: 'name' }] }),
  cancelImport: (api, { file }) => api('POST', `/api/v1/imports/${file}/cancel`),
  undoImport: (api, { file }) => api('POST', `/api/v1/imports/${file}/undo`),
  getRefusedRows: (api, { file }) => api('GET', `/api/v1/imports/${file}/refused`),
  deleteImport: (api, { file }) => api('DELETE', `/api/v1/imports/${file}`),
  getUploadedFile: (api, { upload }) => api('GET', `/api/v1/collections/items/files/${upload}`),
  endApiKey: (api, { key }) => api('DELETE', `/api/v1/api-keys/${key}`),
  endSignIn: (api, { signIn }) => api('DELETE', `/api/v1/auth/sessions/${signIn}`),
}
/** A model's name, which is nobody's own. */
const nobodys = ['getCompletionModel']
/** The team's own: whoever may see one may see all. */
const shared = [
  'getItem',
  'updateItem',
  'deleteItem',
  'restoreItem',
  'getItemHistory',
  'getCollection',
  'updateCollection',
  'addField',
  'updateField',
  'previewField',
  'previewFormula',
  'deleteField',
  'restoreField',
  'listCollectionItems',
  'followCollection',
  'tellPlace',
  'exportCollectionItems',
  'aggregateCollectionItems',
  'createTile',
  'updateTile',
  'deleteTile',
  'restoreTile',
  'readTile',
  // Whoever reads an item reads these; comments/comments.test.ts has who changes them.
  'listComments',
  'countComments',
  'createComment',
  'updateComment',
  'deleteComment',
  'restoreComment',
  'listViews',
  'createView',
  'getCollectionFacets',
  'createCollectionItem',
  'getCollectionItem',
  'updateCollectionItem',
  'deleteCollectionItem',
  'restoreCollectionItem',
  'uploadItemFile',
  'getItemFile',
  'getTrash',
  'emptyTrash',
  'purgeItem',
  'getCollectionItemHistory',
  'uploadImport',
  'listImports',
  'writeCollectionItems',
  'upsertCollectionItems',
  'changeMatchingCollectionItems',
  'listChangeSets',
  'getChangeSet',
  'undoChangeSet',
]
/** An id that narrows a report of the caller's own; usage/routes.test.ts has what another's comes to. */
const narrowing = ['getUsage', 'exportUsage']
/** For who manages accounts and nobody else; who-may.test.ts has them. */
const administrative = [
  'getUser',
  'updateUser',
  'deleteUser',
  'createResetLink',
  'endSignInsOf',
  'disableSecondFactorOf',
  'endInvitation',
  'updateRole',
  'deleteRole',
  'setRoleBudget',
  'setUserBudget',
  'getWebhook',
  'updateWebhook',
  'deleteWebhook',
  'rollWebhookSecret',
  'testWebhook',
  'listWebhookDeliveries',
  'getWebhookDelivery',
  'replayWebhookDelivery',
  'getWorkspaceUsage',
  'exportWorkspaceUsage',
  'listAuditEntries',
  'exportAudit',
]

const none = '019abf00-0000-7000-8000-000000000000'
const missing: Ids = {
  session: none,
  message: none,
  generation: none,
  folder: none,
  share: none,
  attachment: none,
  prompt: none,
  key: none,
  signIn: none,
  preset: none,
  view: none,
  file: none,
  upload: none,
}
const Parameter = z.looseObject({ in: z.string(), name: z.string() })
const Operation = z.looseObject({ operationId: z.string(), parameters: z.array(Parameter).optional(), requestBody: z.unknown().optional() })
const Api = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
})

let app: TestApp
let fake: FakeOpenRouter
let victim: Person
let running: Ids
let ended: Ids
const strangers: Record<string, Person['api']> = {}

async function attach(): Promise<string> {
  const answer = await victim.api('POST', '/api/v1/chat/attachments', form(png(1, 1)), { 'Content-Type': formType })
  return AttachmentEnvelope.parse(answer.body).data.id
}

/** A conversation of the victim with an answer that is being written, or was. */
async function converse(mark: string, wait: boolean, attachments: string[] = []): Promise<Pick<Ids, 'session' | 'message' | 'generation'>> {
  const reader = await readEvents(
    `${app.url}/api/v1/chat/stream`,
    post({ message: `private ${mark}`, attachment_ids: attachments }, { Authorization: `Bearer ${victim.token}` }),
  )
  await reader.until((events) => events.length > 1)
  const { session_id, message_id, generation_id } = startOf(reader.events)
  if (wait) await reader.end()
  else await reader.leave()
  return { session: session_id, message: message_id, generation: generation_id }
}

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url })
  victim = await app.as('editor')
  const made = NewApiKeyEnvelope.parse((await victim.api('POST', '/api/v1/api-keys', { name: 'k', scopes: ['chat:use'], expires_in_days: null })).body).data
  const signIn = AuthSessionsEnvelope.parse((await victim.api('GET', '/api/v1/auth/sessions')).body).data.sessions[0]?.id ?? ''
  const folder = ChatFolderEnvelope.parse((await victim.api('POST', '/api/v1/chat/folders', { name: 'private folder' })).body).data.id
  const kept = await victim.api('POST', '/api/v1/prompts', { name: 'private prompt', content: 'private text' })
  const preset = PresetEnvelope.parse((await victim.api('POST', '/api/v1/chat/presets', { name: 'private preset' })).body).data.id
  const seenAs = await victim.api('POST', '/api/v1/collections/items/views', { name: 'private view' })
  const table = await victim.api('POST', '/api/v1/collections/items/imports', form(Buffer.from('name\nprivate\n')), { 'Content-Type': formType })
  const file = ImportEnvelope.parse(table.body).data.id
  const held = await victim.api('POST', '/api/v1/collections/items/files', form(Buffer.from('private')), { 'Content-Type': formType })
  const others = {
    file,
    upload: ItemFileEnvelope.parse(held.body).data.id,
    key: made.key.id,
    signIn,
    folder,
    prompt: PromptEnvelope.parse(kept.body).data.id,
    preset,
    view: ViewEnvelope.parse(seenAs.body).data.id,
  }
  // A file that was sent, and one that waits.
  const sent = await attach()
  const said = await converse('ended', true, [sent])
  const { share } = NewChatShareEnvelope.parse((await victim.api('POST', `/api/v1/chat/sessions/${said.session}/shares`, { expires_in_days: 1 })).body).data
  ended = { ...said, share: share.id, attachment: sent, ...others }
  running = { ...(await converse('running [[delay:1000]]', false)), share: share.id, attachment: await attach(), ...others }
  const other = await app.as('editor')
  const key = NewApiKeyEnvelope.parse(
    (await other.api('POST', '/api/v1/api-keys', { name: 'k', scopes: ['chat:use', 'items:read', 'items:write'], expires_in_days: 1 })).body,
  ).data
  strangers.editor = other.api
  strangers.administrator = app.api
  strangers['API key'] = (method, path, body, headers) => app.anonymous(method, path, body, { Authorization: `Bearer ${key.secret}`, ...headers })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

/** All that a caller sees of an answer, but for what every request has of its own. */
const seen = ({ status, headers, body }: Answer) => ({
  status,
  body: JSON.parse(JSON.stringify(body, (name, value: unknown) => (name === 'request_id' ? '' : value))) as unknown,
  headers: Object.fromEntries([...headers].filter(([name]) => !/^(date|x-request-id|ratelimit)/.test(name))),
})

describe("somebody else's", () => {
  it('is spoken of by every operation that names an id', async () => {
    const api = Api.parse((await app.anonymous('GET', '/openapi.json')).body)
    const named = Object.values(api.paths)
      .flatMap((operations) => Object.values(operations))
      .filter(({ parameters = [], requestBody }) => {
        const [, schema = ''] = /#\/components\/schemas\/(\w+)/.exec(JSON.stringify(requestBody ?? null)) ?? []
        const body = JSON.stringify(api.components.schemas[schema] ?? null)
        return parameters.some((each) => each.in === 'path' || /(^|_)ids?$/.test(each.name)) || /"\w+_id":/.test(body)
      })
      .map(({ operationId }) => operationId)
    const spoken = new Set(Object.keys(paths).map((name) => name.split(' ', 1).join()))
    expect(named.sort()).toEqual([...spoken, ...shared, ...administrative, ...narrowing, ...nobodys].sort())
  })

  describe.each(['editor', 'administrator', 'API key'])('for %s', (who) => {
    it.each(Object.keys(paths))('%s answers as for what does not exist', async (operation) => {
      const ask = paths[operation]
      const api = strangers[who]
      if (!ask || !api) throw new Error('unknown')
      const expected = seen(await ask(api, missing))
      // An API key is not let in to what concerns an account, whatever the id. To the AI SDK a conversation that is not there has nothing to resume.
      expect(expected.status).toBe(who === 'API key' && operation.startsWith('end') ? 403 : operation === 'resumeUiMessage' ? 204 : 404)
      for (const ids of [running, ended]) expect(seen(await ask(api, ids))).toEqual(expected)
    })

    it('is in no list, search, figure or cursor', async () => {
      const api = strangers[who]
      if (!api) throw new Error('unknown')
      const texts = ['/api/v1/chat/sessions', '/api/v1/chat/folders', '/api/v1/dashboard', '/api/v1/items?q=private'].map(async (path) => {
        const { status, body } = await api('GET', path)
        return status === 403 ? '' : JSON.stringify(body)
      })
      for (const text of await Promise.all(texts))
        for (const id of [running.session, running.generation, ended.session, ended.folder, 'private ended', 'private folder']) expect(text).not.toContain(id)
      const { next_cursor } = ChatSessionsEnvelope.parse((await victim.api('GET', '/api/v1/chat/sessions?limit=1')).body).data
      const { sessions } = ChatSessionsEnvelope.parse((await api('GET', `/api/v1/chat/sessions?cursor=${next_cursor}`)).body).data
      expect(sessions).toEqual([])
    })
  })

  it('shows in no figure, and an Idempotency-Key of theirs gives nothing of theirs', async () => {
    const other = await app.as('editor')
    const { chat_questions_total, recent_messages } = DashboardEnvelope.parse((await other.api('GET', '/api/v1/dashboard')).body).data
    expect([chat_questions_total, recent_messages]).toEqual([0, []])
    expect(ApiKeysEnvelope.parse((await other.api('GET', '/api/v1/api-keys')).body).data.keys).toEqual([])
    expect(PresetsEnvelope.parse((await other.api('GET', '/api/v1/chat/presets')).body).data.presets).toEqual([])
    const headers = { 'Idempotency-Key': 'the-same-for-both' }
    const [mine, theirs] = await Promise.all([victim, other].map((person) => person.api('POST', '/api/v1/items', { name: person.email }, headers)))
    expect([mine?.status, theirs?.status]).toEqual([201, 201])
    expect(JSON.stringify(theirs?.body)).toContain(other.email)
    const question = { message: 'private idempotent' }
    await victim.api('POST', '/api/v1/chat/message', question, headers)
    const asked = await other.api('POST', '/api/v1/chat/message', question, headers)
    const { sessions } = ChatSessionsEnvelope.parse((await other.api('GET', '/api/v1/chat/sessions')).body).data
    expect(asked.status).toBe(200)
    expect(sessions).toHaveLength(1)
  })

  it('is as it was', async () => {
    const { session, messages } = ChatHistoryEnvelope.parse((await victim.api('GET', `/api/v1/chat/history?session_id=${ended.session}`)).body).data
    expect(session.title).toContain('private ended')
    expect(messages.map(({ status }) => status)).toEqual(['complete', 'complete'])
    const still = ChatHistoryEnvelope.parse((await victim.api('GET', `/api/v1/chat/history?session_id=${running.session}`)).body).data.messages
    expect(still.map(({ status }) => status)).toEqual(['complete', 'running'])
    expect(ChatFoldersEnvelope.parse((await victim.api('GET', '/api/v1/chat/folders')).body).data.folders).toMatchObject([{ name: 'private folder' }])
    expect(ChatSharesEnvelope.parse((await victim.api('GET', `/api/v1/chat/sessions/${ended.session}/shares`)).body).data.shares).toHaveLength(1)
    expect((await victim.api('GET', '/api/v1/auth/me')).status).toBe(200)
    expect(PresetsEnvelope.parse((await victim.api('GET', '/api/v1/chat/presets')).body).data.presets.map(({ name }) => name)).toEqual(['private preset'])
    expect(ApiKeysEnvelope.parse((await victim.api('GET', '/api/v1/api-keys')).body).data.keys).toHaveLength(1)
  })
})
