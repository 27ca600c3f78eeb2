import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type CreatePreset, compactSettings, type Preset, type UpdatePreset } from '#shared/chat-settings.ts'
import type { Actor } from '#shared/permissions.ts'
import { asActor } from '../audit/acting.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { settle } from './parameters.ts'
import { readStored } from './settings.ts'
import { chatPresets } from './tables.ts'
import { violates } from './violates.ts'

/** A list to choose from at a glance; nobody keeps more apart. */
const PRESETS_MAX = 100

type Row = typeof chatPresets.$inferSelect

const toPreset = (row: Row): Preset => ({
  id: row.id,
  name: row.name,
  is_default: row.isDefault,
  model: row.model,
  settings: readStored(row.settings),
  created_at: toTimestamp(row.createdAt),
  updated_at: toTimestamp(row.updatedAt),
})

/** Of the caller, by name. */
export async function listPresets(db: Db, actor: Actor): Promise<Preset[]> {
  const rows = await db
    .select()
    .from(chatPresets)
    .where(eq(chatPresets.ownerId, actor.userId))
    .orderBy(sql`pinyin_key(lower(${chatPresets.name})) collate "C"`, chatPresets.id)
    .limit(PRESETS_MAX)
  return rows.map(toPreset)
}

/** @throws PRESET_NAME_TAKEN */
async function named<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (violates(error, ['chat_presets_name'])) throw appError('PRESET_NAME_TAKEN', { cause: error, details: [{ path: 'name', message: '' }] })
    throw error
  }
}

/** There is one at most. One person's presets are changed one at a time, so that two of them cannot both come to be it. */
async function alone(tx: Db, actor: Actor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`presets ${actor.userId}`}, 0))`)
}
const clearDefault = (tx: Db, actor: Actor) =>
  tx
    .update(chatPresets)
    .set({ isDefault: false })
    .where(and(eq(chatPresets.ownerId, actor.userId), eq(chatPresets.isDefault, true)))

const Count = z.array(z.object({ n: z.coerce.number() }))

/** @throws PRESET_NAME_TAKEN, VALIDATION_FAILED beyond a hundred */
export async function createPreset(db: Db, actor: Actor, wanted: CreatePreset): Promise<Preset> {
  return await named(() =>
    asActor(db, actor, async (tx) => {
      await alone(tx, actor)
      const [{ n } = { n: 0 }] = Count.parse((await tx.execute(sql`select count(*) as n from chat_presets where owner_id = ${actor.userId}::uuid`)).rows)
      if (n >= PRESETS_MAX)
        throw appError('VALIDATION_FAILED', {
          details: [{ path: '', message: { en: `${PRESETS_MAX} presets are the most.`, 'zh-CN': `预设最多 ${PRESETS_MAX} 个。` } }],
        })
      if (wanted.is_default) await clearDefault(tx, actor)
      const [row] = await tx
        .insert(chatPresets)
        .values({
          id: newId(),
          ownerId: actor.userId,
          name: wanted.name.trim(),
          isDefault: wanted.is_default ?? false,
          model: wanted.model ?? null,
          settings: compactSettings(wanted),
        })
        .returning()
      if (!row) throw appError('INTERNAL')
      return toPreset(row)
    }),
  )
}

/** @throws PRESET_NOT_FOUND, PRESET_NAME_TAKEN */
export async function updatePreset(db: Db, actor: Actor, id: string, change: UpdatePreset): Promise<Preset> {
  const own = and(eq(chatPresets.id, id), eq(chatPresets.ownerId, actor.userId))
  return await named(() =>
    asActor(db, actor, async (tx) => {
      await alone(tx, actor)
      const [before] = await tx.select().from(chatPresets).where(own)
      if (!before) throw appError('PRESET_NOT_FOUND')
      if (change.is_default && !before.isDefault) await clearDefault(tx, actor)
      const [row] = await tx
        .update(chatPresets)
        .set({
          name: change.name?.trim() ?? before.name,
          isDefault: change.is_default ?? before.isDefault,
          model: change.model === undefined ? before.model : change.model,
          settings: settle(readStored(before.settings), change),
          updatedAt: sql`now()`,
        })
        .where(own)
        .returning()
      if (!row) throw appError('PRESET_NOT_FOUND')
      return toPreset(row)
    }),
  )
}

/** Conversations that it was applied to keep their settings. @throws PRESET_NOT_FOUND */
export async function deletePreset(db: Db, actor: Actor, id: string): Promise<Preset> {
  return await asActor(db, actor, async (tx) => {
    const [row] = await tx
      .delete(chatPresets)
      .where(and(eq(chatPresets.id, id), eq(chatPresets.ownerId, actor.userId)))
      .returning()
    if (!row) throw appError('PRESET_NOT_FOUND')
    return toPreset(row)
  })
}
