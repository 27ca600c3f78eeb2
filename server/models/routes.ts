import {
  FavouritesEnvelope,
  type ModelPolicy,
  ModelPolicyEnvelope,
  ProviderCheckEnvelope,
  ProviderStateEnvelope,
  SetFavourite,
  TestProvider,
  UpdateModelPolicy,
} from '#shared/models.ts'
import type { Provider } from '../ai/provider.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { etag, expectedVersions, IfMatch } from '../http/if-match.ts'
import type { Catalogue } from './catalogue.ts'
import { type OpenTest, stateOf, testProvider } from './connection.ts'
import { setFavourite } from './favourites.ts'

const tags = ['models']
const personal = { permission: 'chat:use' } as const
const administrative = { permission: 'system:manage' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const

export type ModelDeps = {
  db: Db
  /** null where none is configured: the built-in assistant answers. */
  provider: Provider | null
  catalogue: Catalogue
  openTest: OpenTest
}

/** The models that it shows change by themselves: who asks whether anything is new is told of them as well. */
const tagOf = (policy: ModelPolicy) => etag(policy, JSON.stringify(policy))

/** Favourites of each, and what administrators decide and try. The list itself is the chat's. */
export function modelRoutes(app: App, deps: ModelDeps): void {
  const { db, provider, catalogue } = deps

  app.put(
    '/api/v1/chat/models/favourites',
    {
      config: personal,
      schema: {
        operationId: 'setFavouriteModel',
        tags,
        summary: 'Make a model a favourite of the caller, or no longer',
        body: SetFavourite,
        response: { 200: FavouritesEnvelope, ...errorResponses(...body) },
      },
    },
    async (request) => ok(request, { favourites: await setFavourite(db, request.actor, request.body.model, request.body.favourite) }),
  )

  app.get(
    '/api/v1/chat/models/policy',
    {
      config: administrative,
      schema: {
        operationId: 'getModelPolicy',
        tags,
        summary: 'Which models the workspace may ask, and which there are',
        response: { 200: ModelPolicyEnvelope, ...errorResponses() },
      },
    },
    async (request, reply) => {
      const policy = catalogue.policy()
      reply.header('ETag', tagOf(policy))
      return ok(request, policy)
    },
  )

  app.put(
    '/api/v1/chat/models/policy',
    {
      config: administrative,
      schema: {
        operationId: 'setModelPolicy',
        tags,
        summary: 'Decide which models the workspace may ask, and the default',
        description:
          'Within SUPPORTED_MODELS. Holds at once, on other replicas within five seconds; conversations with a model that is gone go on with another.',
        headers: IfMatch,
        body: UpdateModelPolicy,
        response: { 200: ModelPolicyEnvelope, ...errorResponses(...body, 'MODEL_NOT_ALLOWED', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const policy = await catalogue.changePolicy(request.actor, request.body, expectedVersions(request.headers['if-match']))
      reply.header('ETag', tagOf(policy))
      return ok(request, policy)
    },
  )

  app.get(
    '/api/v1/chat/provider',
    {
      config: administrative,
      schema: {
        operationId: 'getProvider',
        tags,
        summary: 'The connection to the model provider, as it is set',
        description: 'Never the key itself.',
        response: { 200: ProviderStateEnvelope, ...errorResponses() },
      },
    },
    async (request) => ok(request, stateOf(provider, catalogue, request.language)),
  )

  app.post(
    '/api/v1/chat/provider/test',
    {
      config: { ...administrative, limit: 'chat' },
      schema: {
        operationId: 'testProvider',
        tags,
        summary: 'Try one step of the connection to the model provider',
        description:
          'First the list of models, then a short answer in one piece, then one as a stream; each is one call, given up after 15 seconds, and counts as a question and against the budget of the caller. What goes wrong is in the answer: the call itself succeeds. It takes no Idempotency-Key, since each try is one.',
        body: TestProvider,
        response: { 200: ProviderCheckEnvelope, ...errorResponses(...body, 'PROVIDER_NOT_CONFIGURED', 'MODEL_NOT_ALLOWED', 'BUDGET_EXHAUSTED') },
      },
    },
    async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      return ok(request, await testProvider(deps, request, request.body, gone.signal))
    },
  )
}
