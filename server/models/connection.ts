import type { FastifyRequest } from 'fastify'
import { type ErrorCode, errorCatalog, type Language } from '#shared/errors.ts'
import type { CheckNote, CheckStep, ProviderCheck, ProviderState } from '#shared/models.ts'
import type { Actor } from '#shared/permissions.ts'
import { check } from '../ai/check.ts'
import { ModelFailure } from '../ai/failure.ts'
import type { Meter, Provider } from '../ai/provider.ts'
import { record, requestDetails } from '../audit/record.ts'
import type { Db } from '../db/engine.ts'
import { AppError, appError } from '../errors.ts'
import { type Catalogue, withoutUser } from './catalogue.ts'

const isOpenRouter = (provider: Provider) => /(^|\.)openrouter\.ai$/.test(new URL(provider.baseUrl).hostname)

/** What is set, and how the list of models came in last. */
export function stateOf(provider: Provider | null, catalogue: Catalogue, language: Language): ProviderState {
  const { models, fetchedAt, problem } = catalogue.state()
  return {
    configured: provider !== null,
    base_url: provider ? withoutUser(provider.baseUrl) : null,
    is_openrouter: provider !== null && isOpenRouter(provider),
    has_key: provider?.key.current() !== undefined,
    key_from_file: provider?.key.fromFile ?? false,
    default_model: catalogue.policy().effective_default,
    models,
    fetched_at: fetchedAt,
    problem: problem === null ? null : problemOf(problem, language),
  }
}

/** The provider's words are for who runs the workspace; they hold no key (ai/failure.ts). */
function problemOf(error: unknown, language: Language): NonNullable<ProviderState['problem']> {
  const failure = error instanceof AppError ? error.cause : error
  const code: ErrorCode = failure instanceof ModelFailure ? failure.code : error instanceof AppError ? error.code : 'INTERNAL'
  return { code, message: errorCatalog[code][language], detail: failure instanceof ModelFailure ? failure.message : null }
}

/** Enters the call of a test in the ledger. @throws BUDGET_EXHAUSTED */
export type OpenTest = (actor: Actor, model: string) => Promise<{ meter: Meter; close: () => void }>

/**
 * One step of the connection test, written down with its outcome.
 * @throws PROVIDER_NOT_CONFIGURED, BUDGET_EXHAUSTED
 */
export async function testProvider(
  { db, provider, catalogue, openTest }: { db: Db; provider: Provider | null; catalogue: Catalogue; openTest: OpenTest },
  request: FastifyRequest,
  { step, model: asked }: { step: CheckStep; model?: string | undefined },
  signal: AbortSignal,
): Promise<ProviderCheck> {
  if (!provider) throw appError('PROVIDER_NOT_CONFIGURED')
  const model = step === 'models' ? null : catalogue.choose(asked)
  const call = model === null ? null : await openTest(request.actor, model)
  const start = performance.now()
  const tried = model !== null && call ? { model, meter: call.meter } : null
  const { failure, models, said, notes } = await check(provider, step, tried, signal).finally(() => call?.close())
  const milliseconds = Math.round(performance.now() - start)
  if (models) await catalogue.keep(models)
  const standard = catalogue.policy().effective_default
  const unlisted: CheckNote[] = models && models.length > 0 && !models.some(({ id }) => id === standard) ? ['default-not-listed'] : []
  await record(db, {
    ...requestDetails(request),
    action: 'provider.test',
    targetType: 'provider',
    targetId: withoutUser(provider.baseUrl),
    detail: { step, model, outcome: failure?.code ?? 'ok', milliseconds },
  })
  return {
    step,
    ok: failure === null,
    milliseconds,
    model,
    models: models?.length ?? null,
    said,
    notes: [...notes, ...unlisted],
    problem: failure === null ? null : problemOf(failure, request.language),
  }
}
