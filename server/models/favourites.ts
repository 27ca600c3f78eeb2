import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { FAVOURITES_MAX } from '#shared/models.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'

const Rows = z.array(z.object({ model: z.string() }))

/** The models that somebody wants at hand, in the order in which they became so. */
export async function listFavourites(db: Db, actor: Actor): Promise<string[]> {
  const { rows } = await db.execute(
    sql`select model from model_favourites where owner_id = ${actor.userId}::uuid order by created_at, model limit ${FAVOURITES_MAX}::int`,
  )
  return Rows.parse(rows).map(({ model }) => model)
}

/** Doing it twice is doing it once. @throws VALIDATION_FAILED beyond a hundred */
export async function setFavourite(db: Db, actor: Actor, model: string, favourite: boolean): Promise<string[]> {
  const mine = await listFavourites(db, actor)
  if (favourite && !mine.includes(model) && mine.length >= FAVOURITES_MAX)
    throw appError('VALIDATION_FAILED', {
      details: [{ path: 'favourite', message: { en: `${FAVOURITES_MAX} favourites are the most.`, 'zh-CN': `收藏最多 ${FAVOURITES_MAX} 个。` } }],
    })
  await db.execute(
    favourite
      ? sql`insert into model_favourites (owner_id, model) values (${actor.userId}::uuid, ${model}) on conflict do nothing`
      : sql`delete from model_favourites where owner_id = ${actor.userId}::uuid and model = ${model}`,
  )
  return await listFavourites(db, actor)
}
