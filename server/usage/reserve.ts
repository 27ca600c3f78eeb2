import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Language } from '#shared/errors.ts'
import { LimitSource } from '#shared/usage.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { type AppError, appError } from '../errors.ts'
import type { Entry, NewCall } from './entry.ts'
import type { AssumedPrice } from './price.ts'

/** The shortest answer that is worth its question. Where less is left, nothing is asked. */
const USEFUL_TOKENS = 256

const Granted = z.object({ tokens: z.number() })
const Refused = z.object({ period: z.enum(['day', 'month']), source: LimitSource, budget: z.string(), resets_at: z.string() })
const Rows = z.array(z.union([Granted, Refused]))

/**
 * Sets aside what a call can cost at most, before it is made: one statement, in which calls of the same person wait for each other.
 * @returns how long the answer may be: what was asked, or what is left for
 * @throws BUDGET_EXHAUSTED
 */
export async function reserve(db: Db, entry: Entry, call: NewCall, assumed: AssumedPrice): Promise<number> {
  const wanted = {
    id: entry.id,
    user_id: entry.userId,
    api_key_id: entry.apiKeyId,
    session_id: entry.sessionId,
    purpose: entry.purpose,
    model_asked: entry.asked,
    prompt_price: entry.price?.prompt ?? null,
    completion_price: entry.price?.completion ?? null,
    cached_price: entry.price?.cached ?? null,
    request_price: entry.price?.request ?? '0',
    assumed_prompt_price: assumed.prompt,
    assumed_completion_price: assumed.completion,
    prompt_tokens: call.promptTokens,
    history_tokens_max: call.historyTokensMax,
    max_tokens: call.maxTokens,
    usual_tokens: call.usualTokens,
    most_tokens: call.mostTokens,
    useful_tokens: USEFUL_TOKENS,
  }
  const { rows } = await db.execute(
    sql`select tokens, period, source, trim_scale(budget)::text as budget, resets_at from reserve_model_call(${JSON.stringify(wanted)}::jsonb)`,
  )
  const [answer] = Rows.parse(rows)
  if (!answer) throw new Error('The budget said nothing.')
  if ('tokens' in answer) return answer.tokens
  throw exhausted(answer)
}

const whose: Record<LimitSource, Record<Language, string>> = {
  role: { en: 'of your role', 'zh-CN': '您所属角色的' },
  user: { en: 'that an administrator has set for you', 'zh-CN': '管理员为您设置的' },
  own: { en: 'that you have set for yourself', 'zh-CN': '您为自己设置的' },
}

function exhausted({ period, source, budget, resets_at }: z.infer<typeof Refused>): AppError {
  const resets = toTimestamp(resets_at)
  const at = `${resets.slice(0, 10)} ${resets.slice(11, 16)} UTC`
  return appError('BUDGET_EXHAUSTED', {
    words: {
      en: `The ${period === 'day' ? 'daily' : 'monthly'} budget of $${budget} ${whose[source].en} is used up. It starts anew on ${at}.`,
      'zh-CN': `${whose[source]['zh-CN']}每${period === 'day' ? '日' : '月'}预算（${budget} 美元）已用完，将于 ${at} 重置。`,
    },
    retryAfter: Math.max(1, Math.ceil((Date.parse(resets) - Date.now()) / 1000)),
  })
}
