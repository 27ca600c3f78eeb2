import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { UpdateModelPolicy } from '#shared/models.ts'
import type { Actor } from '#shared/permissions.ts'
import { asActor } from '../audit/acting.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'

/** What an administrator decided. */
export type Policy = { allowed: string[]; defaultModel: string | null; version: number; updatedAt: string }
/** What the environment says; an empty list of supported models allows all. */
export type Bounds = { defaultModel: string; supportedModels: string[] }

const Rows = z.array(z.object({ allowed: z.array(z.string()), default_model: z.string().nullable(), version: z.number(), updated_at: z.string() }))
const columns = sql`allowed, default_model, version, updated_at::text`

const policyOf = (rows: unknown[]): Policy | null => {
  const [row] = Rows.parse(rows)
  return row ? { allowed: row.allowed, defaultModel: row.default_model, version: row.version, updatedAt: toTimestamp(row.updated_at) } : null
}

/** @throws INTERNAL where the row is missing that migrations made */
export async function readPolicy(db: Db): Promise<Policy> {
  const policy = policyOf((await db.execute(sql`select ${columns} from model_policy`)).rows)
  if (!policy) throw appError('INTERNAL')
  return policy
}

/** What may be asked: what both allow. Where the environment has come to exclude all that was chosen, it alone counts. Empty for all. */
export function allowedModels({ allowed }: Policy, { supportedModels }: Bounds): string[] {
  const both = supportedModels.length === 0 ? allowed : allowed.filter((id) => supportedModels.includes(id))
  return both.length > 0 ? both : supportedModels
}

/**
 * @param expected the versions that If-Match names; null for any
 * @returns null where it has none of these any more
 * @throws MODEL_NOT_ALLOWED for what SUPPORTED_MODELS excludes, or a default that is not on the list itself
 */
export async function changePolicy(db: Db, actor: Actor, bounds: Bounds, change: UpdateModelPolicy, expected: number[] | null): Promise<Policy | null> {
  const allowed = [...new Set(change.allowed)]
  const { supportedModels } = bounds
  const beyond = supportedModels.length === 0 ? undefined : allowed.find((id) => !supportedModels.includes(id))
  if (beyond !== undefined)
    throw appError('MODEL_NOT_ALLOWED', {
      details: [{ path: 'allowed', message: { en: `SUPPORTED_MODELS does not have ${beyond}.`, 'zh-CN': `SUPPORTED_MODELS 中没有 ${beyond}。` } }],
    })
  const list = allowed.length > 0 ? allowed : supportedModels
  if (change.default_model !== null && list.length > 0 && !list.includes(change.default_model))
    throw appError('MODEL_NOT_ALLOWED', {
      details: [{ path: 'default_model', message: { en: 'The default is not on the list itself.', 'zh-CN': '默认模型不在允许的列表中。' } }],
    })
  const versions = expected && `{${expected.join(',')}}`
  return await asActor(db, actor, async (tx) => {
    // A JSON array, as drivers write text arrays each in their own way.
    const { rows } = await tx.execute(sql`
      update model_policy set allowed = array(select jsonb_array_elements_text(${JSON.stringify(allowed)}::jsonb)), default_model = ${change.default_model}::text,
        version = version + 1, updated_at = now()
      where ${versions}::int[] is null or version = any(${versions}::int[])
      returning ${columns}`)
    return policyOf(rows)
  })
}
