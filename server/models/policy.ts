import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { UpdateModelPolicy } from '#shared/models.ts'
import type { Actor } from '#shared/permissions.ts'
import { asActor } from '../audit/acting.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'

/** What an administrator decided. */
export type Policy = { allowed: string[]; defaultModel: string | null; updatedAt: string }
/** What the environment says; an empty list of supported models allows all. */
export type Bounds = { defaultModel: string; supportedModels: string[] }

const Rows = z.array(z.object({ allowed: z.array(z.string()), default_model: z.string().nullable(), updated_at: z.string() }))

const policyOf = (rows: unknown[]): Policy => {
  const [row] = Rows.parse(rows)
  return { allowed: row?.allowed ?? [], defaultModel: row?.default_model ?? null, updatedAt: row ? toTimestamp(row.updated_at) : new Date(0).toISOString() }
}

export async function readPolicy(db: Db): Promise<Policy> {
  return policyOf((await db.execute(sql`select allowed, default_model, updated_at::text from model_policy`)).rows)
}

/** What may be asked: what both allow. Where the environment has come to exclude all that was chosen, it alone counts. Empty for all. */
export function allowedModels({ allowed }: Policy, { supportedModels }: Bounds): string[] {
  const both = supportedModels.length === 0 ? allowed : allowed.filter((id) => supportedModels.includes(id))
  return both.length > 0 ? both : supportedModels
}

/** @throws MODEL_NOT_ALLOWED for what SUPPORTED_MODELS excludes, or a default that is not on the list itself */
export async function changePolicy(db: Db, actor: Actor, bounds: Bounds, change: UpdateModelPolicy): Promise<Policy> {
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
  return await asActor(db, actor, async (tx) => {
    // A JSON array, as drivers write text arrays each in their own way.
    const { rows } = await tx.execute(sql`
      update model_policy set allowed = array(select jsonb_array_elements_text(${JSON.stringify(allowed)}::jsonb)), default_model = ${change.default_model}::text,
        updated_at = now() returning allowed, default_model, updated_at::text`)
    return policyOf(rows)
  })
}
