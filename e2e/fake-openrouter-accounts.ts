import type { Question, RecordedRequest } from './fake-openrouter-directive.ts'
import { models } from './fake-openrouter-models.ts'

/** Money in whole units of 10⁻¹² dollars, in which every price and every product of a price and a number of tokens is whole. */
const SCALE = 12
const units = (dollars: string) => {
  const [whole = '0', part = ''] = dollars.split('.')
  return BigInt(whole + part.padEnd(SCALE, '0').slice(0, SCALE))
}
const dollars = (amount: bigint) => {
  const digits = amount.toString().padStart(SCALE + 1, '0')
  return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.replace(/\.?0+$/, '')
}

/** What a router, and a name that no catalogue has, is charged as. */
const ROUTED = 'openai/gpt-5-mini'
/** Texts are counted the same whatever the language: what matters is that both sides say the same. */
const tokens = (text: string) => Math.ceil(text.length / 4)

export type Account = { model: string; usageOf: () => object }
export type Accounts = {
  begin: (record: RecordedRequest, question: Question) => Account
  /** What `GET /generation` says; undefined while the call is under way. */
  find: (id: string) => { native_tokens_prompt: number; native_tokens_completion: number } | undefined
  /** What was charged in all, exactly. */
  charged: () => string
  /** How many calls were taken. */
  calls: () => number
}

type Booked = Account & { record: RecordedRequest; cost: () => bigint; counts: () => { prompt: number; completion: number; cached: number } }

/**
 * What the stand-in charges: for the tokens in, less for those that the same conversation has sent before, and for what it has sent out,
 * also where the caller did not stay to the end. Nothing for an answer without a word, as OpenRouter has it.
 */
export function openAccounts(): Accounts {
  const booked = new Map<string, Booked>()
  const before = new Map<string, string>()

  /** How much of the prompt begins as the last one of this conversation did. */
  function cachedOf(session: string, prompt: string): number {
    const last = session === '' ? undefined : before.get(session)
    if (session !== '') before.set(session, prompt)
    if (last === undefined) return 0
    let same = 0
    while (same < last.length && last[same] === prompt[same]) same++
    return Math.floor(same / 4)
  }

  return {
    begin(record, question) {
      const model = models.some(({ id, pricing }) => id === question.model && !pricing.prompt.startsWith('-')) ? question.model : ROUTED
      const pricing = models.find(({ id }) => id === model)?.pricing ?? { prompt: '0', completion: '0' }
      const text = question.messages.map(({ role, content }) => `${role}: ${typeof content === 'string' ? content : JSON.stringify(content)}\n`).join('')
      const prompt = tokens(text)
      const cached = cachedOf(question.session_id ?? String(record.headers['x-session-id'] ?? ''), text)
      // An answer that is told its usage has said something, be it a call of a tool.
      let told = false
      const counts = () => ({ prompt, completion: Math.max(told ? 1 : 0, tokens(record.sent)), cached })
      const cost = () => {
        const { completion } = counts()
        if (completion === 0) return 0n
        const cachedPrice = 'input_cache_read' in pricing && pricing.input_cache_read ? pricing.input_cache_read : pricing.prompt
        return BigInt(prompt - cached) * units(pricing.prompt) + BigInt(cached) * units(cachedPrice) + BigInt(completion) * units(pricing.completion)
      }
      const usageOf = () => {
        told = true
        const { completion } = counts()
        return {
          prompt_tokens: prompt,
          completion_tokens: completion,
          total_tokens: prompt + completion,
          cost: Number(dollars(cost())),
          prompt_tokens_details: { cached_tokens: cached },
        }
      }
      const account = { model: question.model, usageOf }
      booked.set(record.id, { ...account, record, cost, counts })
      return account
    },
    find(id) {
      const call = booked.get(id)
      if (!call || call.record.closedAt === undefined) return undefined
      const { prompt, completion, cached } = call.counts()
      return {
        id,
        model: call.model,
        total_cost: Number(dollars(call.cost())),
        native_tokens_prompt: prompt,
        native_tokens_completion: completion,
        native_tokens_cached: cached,
        cancelled: !call.record.finished,
      }
    },
    charged: () => dollars(booked.values().reduce((sum, call) => sum + call.cost(), 0n)),
    calls: () => booked.size,
  }
}
