import { setTimeout as sleep } from 'node:timers/promises'
import { BUILT_IN_MODEL } from '#shared/chat.ts'
import type { ChatModels, ModelPolicy, UpdateModelPolicy } from '#shared/models.ts'
import type { Actor } from '#shared/permissions.ts'
import { type CatalogueModel, models } from '../ai/models.ts'
import { noPrices, type Prices } from '../ai/prices.ts'
import type { Provider } from '../ai/provider.ts'
import { DEFAULT_MODEL } from '../config.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { asChatModel, builtInModel } from './describe.ts'
import { allowedModels, type Bounds, changePolicy, readPolicy } from './policy.ts'
import { readCatalogue, storeCatalogue } from './stored-catalogue.ts'

/** Models come and go, and prices change, over days. */
const FRESH_MS = 10 * 60_000
/** A provider that is away is asked again after this, and not with every page. */
const RETRY_MS = 30_000
/** Longest that the very first list is waited for, when nothing is known yet; a page asks again. */
const WAIT_MS = 1000
/** Within this time what an administrator decides on one replica holds on all. */
const POLICY_MS = 5000

export type Catalogue = {
  list: () => Promise<Pick<ChatModels, 'configured' | 'default' | 'models' | 'loading'>>
  /** The model that is asked. @throws MODEL_NOT_ALLOWED */
  choose: (asked: string | undefined) => string
  /** Whether it may be asked, where a provider is set. */
  allows: (model: string) => boolean
  /** Whether the provider or the settings name it; anything else is what somebody typed. */
  knows: (model: string) => boolean
  find: (model: string) => CatalogueModel | undefined
  /** What it takes beside text; null where it is not known. */
  modalitiesOf: (model: string) => string[] | null
  /** In US dollars, exactly; every price null where the provider does not say. */
  priceOf: (model: string) => Prices
  /** What administrators see and decide. */
  policy: () => ModelPolicy
  /** @param expected the versions that If-Match names; null for any. @throws MODEL_NOT_ALLOWED; PRECONDITION_FAILED with the policy as it is */
  changePolicy: (actor: Actor, change: UpdateModelPolicy, expected: number[] | null) => Promise<ModelPolicy>
  state: () => { models: number | null; fetchedAt: string | null; problem: unknown }
  /** Takes a list that was just fetched elsewhere. */
  keep: (found: CatalogueModel[]) => Promise<void>
  close: () => void
}

/** What is stored stands for what the provider would say, so that no page waits for it. @param shared whether other processes use the same database */
export async function openCatalogue(
  db: Db,
  provider: Provider | null,
  bounds: Bounds,
  { shared, onError }: { shared: boolean; onError: (error: unknown) => void },
): Promise<Catalogue> {
  const closed = new AbortController()
  const address = provider ? withoutUser(provider.baseUrl) : ''
  let decided = await readPolicy(db)
  let known: Map<string, CatalogueModel> | undefined
  let fetchedAt: string | null = null
  let askAgainAt = 0
  let problem: unknown = null
  let loading: Promise<void> | undefined

  const take = (found: CatalogueModel[], at: string, ageMs: number) => {
    known = new Map(found.map((model) => [model.id, model]))
    fetchedAt = at
    askAgainAt = Date.now() + FRESH_MS - ageMs
    problem = null
  }
  async function keep(found: CatalogueModel[]) {
    // A provider that suddenly has nothing is in trouble; what is known is worth more.
    if (found.length === 0 && known && known.size > 0) {
      askAgainAt = Date.now() + RETRY_MS
      return
    }
    take(found, new Date().toISOString(), 0)
    await storeCatalogue(db, address, found)
  }
  async function load(from: Provider): Promise<void> {
    try {
      const stored = await readCatalogue(db, address)
      if (stored && stored.ageMs < FRESH_MS) take(stored.models, stored.fetchedAt, stored.ageMs)
      else await keep(await models(from, closed.signal))
    } catch (error) {
      if (closed.signal.aborted) return
      askAgainAt = Date.now() + RETRY_MS
      problem = error
      onError(error)
    } finally {
      loading = undefined
    }
  }
  /** Asks the provider where that is due; nobody waits for it. */
  const refresh = () => {
    if (provider && Date.now() >= askAgainAt && !closed.signal.aborted) loading ??= load(provider)
  }

  if (provider) {
    const stored = await readCatalogue(db, address)
    if (stored) take(stored.models, stored.fetchedAt, stored.ageMs)
    refresh()
  }
  const watching = shared
    ? setInterval(() => {
        readPolicy(db).then((policy) => {
          decided = policy
        }, onError)
      }, POLICY_MS).unref()
    : undefined

  const allowed = () => allowedModels(decided, bounds)
  /** The default of the program itself is a name of OpenRouter; another server need not have it. */
  const isStranger = (id: string) => id === DEFAULT_MODEL && known !== undefined && known.size > 0 && !known.has(id)
  function preferred(): string {
    const list = allowed()
    const may = (id: string | null | undefined): id is string => id !== null && id !== undefined && (list.length === 0 || list.includes(id))
    const wanted = [decided.defaultModel, bounds.defaultModel].filter(may)
    return wanted.find((id) => !isStranger(id)) ?? list[0] ?? known?.keys().next().value ?? bounds.defaultModel
  }
  const describe = (ids: Iterable<string>) => [...ids].map((id) => asChatModel(id, known?.get(id)))
  const every = () => (bounds.supportedModels.length > 0 ? bounds.supportedModels : new Set([...(known?.keys() ?? []), ...decided.allowed]))
  const policy = (): ModelPolicy => ({
    allowed: decided.allowed,
    default_model: decided.defaultModel,
    effective_default: preferred(),
    bounds: bounds.supportedModels,
    configured_default: bounds.defaultModel,
    models: describe(every()),
    version: decided.version,
    updated_at: decided.updatedAt,
  })

  return {
    async list() {
      if (!provider) return { configured: false, default: BUILT_IN_MODEL, models: [builtInModel], loading: false }
      refresh()
      if (!known && loading) await Promise.race([loading, sleep(WAIT_MS, undefined, { ref: false })])
      const list = allowed()
      const first = preferred()
      return {
        configured: true,
        default: first,
        models: describe(list.length > 0 ? list : new Set([first, ...(known?.keys() ?? [])])),
        loading: !known && loading !== undefined,
      }
    },
    choose(asked) {
      refresh()
      const list = allowed()
      const may = provider ? asked === undefined || list.length === 0 || list.includes(asked) : asked === undefined || asked === BUILT_IN_MODEL
      if (!may) throw appError('MODEL_NOT_ALLOWED', { details: [{ path: 'model', message: provider ? list.slice(0, 50).join(', ') : BUILT_IN_MODEL }] })
      return provider ? (asked ?? preferred()) : BUILT_IN_MODEL
    },
    allows: (model) => allowed().length === 0 || allowed().includes(model),
    knows: (model) => model === bounds.defaultModel || model === BUILT_IN_MODEL || bounds.supportedModels.includes(model) || known?.has(model) === true,
    find: (model) => known?.get(model),
    modalitiesOf: (model) => (provider ? (known?.get(model)?.input ?? null) : []),
    priceOf: (model) => known?.get(model)?.prices ?? noPrices,
    policy,
    async changePolicy(actor, change, expected) {
      const changed = await changePolicy(db, actor, bounds, change, expected)
      decided = changed ?? (await readPolicy(db))
      if (!changed) throw appError('PRECONDITION_FAILED', { current: policy() })
      return policy()
    },
    state: () => ({ models: known?.size ?? null, fetchedAt, problem }),
    keep,
    close() {
      clearInterval(watching)
      closed.abort()
    },
  }
}

/** Some write a user and a password into an address; neither is stored nor shown. */
export function withoutUser(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href.replace(/\/+$/, '')
}
