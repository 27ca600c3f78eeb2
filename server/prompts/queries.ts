import { and, count, desc, eq, ne, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import { can } from '#shared/permissions.ts'
import {
  type CreatePrompt,
  PROMPT_VERSIONS_MAX,
  PROMPTS_MAX,
  type Prompt,
  type PromptSummary,
  type PromptsQuery,
  PromptVariable,
  type PromptVersion,
  type UpdatePrompt,
} from '#shared/prompts.ts'
import { actAs } from '../audit/acting.ts'
import { users } from '../auth/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { describeVariables } from './describe-variables.ts'
import { prompts, promptVersions } from './tables.ts'

const summaryColumns = {
  id: prompts.id,
  name: prompts.name,
  description: prompts.description,
  shared: prompts.shared,
  ownerId: prompts.ownerId,
  ownerName: users.name,
  version: prompts.version,
  updatedAt: prompts.updatedAt,
}
const columns = { ...summaryColumns, content: prompts.content, variables: prompts.variables, createdAt: prompts.createdAt }
type SummaryRow = Pick<typeof prompts.$inferSelect, 'id' | 'name' | 'description' | 'shared' | 'ownerId' | 'version' | 'updatedAt'> & {
  ownerName: string | null
}
type Row = SummaryRow & { content: string; variables: unknown; createdAt: string }

const Variables = z.array(PromptVariable)

const toSummary = (actor: Actor, row: SummaryRow): PromptSummary => ({
  id: row.id,
  name: row.name,
  description: row.description,
  shared: row.shared,
  mine: row.ownerId === actor.userId,
  owner_name: row.ownerId === actor.userId ? null : row.ownerName,
  version: row.version,
  updated_at: toTimestamp(row.updatedAt),
})
const toPrompt = (actor: Actor, row: Row): Prompt => ({
  ...toSummary(actor, row),
  content: row.content,
  variables: Variables.parse(row.variables),
  created_at: toTimestamp(row.createdAt),
})

const own = (actor: Actor) => eq(prompts.ownerId, actor.userId)
/** One's own, and what is shared; of anything else nobody learns that it exists. */
const visible = (actor: Actor) => or(own(actor), eq(prompts.shared, true))

const Cursor = z.tuple([z.string(), z.uuid()])
const scopes: Record<PromptsQuery['scope'], (actor: Actor) => SQL | undefined> = {
  mine: own,
  shared: (actor) => and(eq(prompts.shared, true), ne(prompts.ownerId, actor.userId)),
  all: visible,
}

/** By name. @throws INVALID_PARAMETER for a cursor that is none */
export async function listPrompts(
  db: Db,
  actor: Actor,
  { q = '', scope, limit, cursor }: PromptsQuery,
): Promise<{ prompts: PromptSummary[]; next_cursor: string | null }> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8)
  const rows = await db
    .select({ ...summaryColumns, key: sql<string>`${promptKeyOf}` })
    .from(prompts)
    .leftJoin(users, eq(users.id, prompts.ownerId))
    .where(
      and(
        scopes[scope](actor),
        ...words.map((word) => sql`strpos(lower(${prompts.name} || ' ' || ${prompts.description} || ' ' || ${prompts.content}), ${word}) > 0`),
        after && sql`(${promptKeyOf}, ${prompts.id}) > (${after[0]}::text collate "C", ${after[1]}::uuid)`,
      ),
    )
    .orderBy(promptKeyOf, prompts.id)
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { prompts: page.map((row) => toSummary(actor, row)), next_cursor: rows.length > limit && last ? writeCursor([last.key, last.id]) : null }
}
/** The same as the indexes', said of the table where others have a name too. */
const promptKeyOf = sql`(pinyin_key(lower(${prompts.name})) collate "C")`

/** @throws PROMPT_NOT_FOUND */
export async function findPrompt(db: Db, actor: Actor, id: string): Promise<Prompt> {
  const [row] = await db
    .select(columns)
    .from(prompts)
    .leftJoin(users, eq(users.id, prompts.ownerId))
    .where(and(eq(prompts.id, id), visible(actor)))
  if (!row) throw appError('PROMPT_NOT_FOUND')
  return toPrompt(actor, row)
}

/** In the transaction of its Idempotency-Key. @throws PROMPTS_FULL, FORBIDDEN, VALIDATION_FAILED */
export async function createPrompt(db: Db, actor: Actor, given: CreatePrompt): Promise<Prompt> {
  const { name, description = '', content, shared = false } = given
  if (shared) requireSharing(actor)
  const variables = describeVariables(content, given.variables ?? [])
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    // Two at a time would both find room for the last one.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`prompts ${actor.userId}`}, 0))`)
    const [{ n } = { n: 0 }] = await tx.select({ n: count() }).from(prompts).where(own(actor))
    if (n >= PROMPTS_MAX) throw appError('PROMPTS_FULL')
    const id = newId()
    await tx.insert(prompts).values({ id, ownerId: actor.userId, name, description, content, variables, shared })
    await tx.insert(promptVersions).values({ promptId: id, version: 1, name, description, content, variables, changedBy: actor.userId })
    return await findPrompt(tx, actor, id)
  })
}

/**
 * Changes the fields that are given; what changes the text is a new version. What others share may be changed by who may share himself,
 * and taken back by its owner alone.
 * @param expected the versions that If-Match names; null for any
 * @throws PROMPT_NOT_FOUND, FORBIDDEN, VALIDATION_FAILED; PRECONDITION_FAILED with the prompt as it is
 */
export async function updatePrompt(db: Db, actor: Actor, id: string, change: UpdatePrompt, expected: number[] | null): Promise<Prompt> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const before = await findToChange(tx, actor, id, expected)
    if (change.shared !== undefined && change.shared !== before.shared) {
      if (!before.mine) throw appError('FORBIDDEN')
      if (change.shared) requireSharing(actor)
    }
    const { name = before.name, description = before.description, content = before.content, shared = before.shared } = change
    const variables = describeVariables(content, change.variables ?? before.variables)
    const text = { name, description, content, variables }
    const version = before.version + 1
    await tx
      .update(prompts)
      .set({ ...text, shared, version, updatedAt: sql`now()` })
      .where(eq(prompts.id, id))
    await tx.insert(promptVersions).values({ ...text, promptId: id, version, changedBy: actor.userId })
    await tx.delete(promptVersions).where(and(eq(promptVersions.promptId, id), sql`${promptVersions.version} <= ${version - PROMPT_VERSIONS_MAX}::int`))
    return await findPrompt(tx, actor, id)
  })
}

/** For good, with its versions. @throws PROMPT_NOT_FOUND, FORBIDDEN; PRECONDITION_FAILED with the prompt as it is */
export async function deletePrompt(db: Db, actor: Actor, id: string, expected: number[] | null): Promise<Prompt> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const prompt = await findToChange(tx, actor, id, expected)
    await tx.delete(prompts).where(eq(prompts.id, id))
    return prompt
  })
}

/** Nobody else changes it until this transaction ends. */
async function findToChange(tx: Db, actor: Actor, id: string, expected: number[] | null): Promise<Prompt> {
  await tx.select({ id: prompts.id }).from(prompts).where(eq(prompts.id, id)).for('update')
  const prompt = await findPrompt(tx, actor, id)
  if (!prompt.mine) requireSharing(actor)
  if (expected && !expected.includes(prompt.version)) throw appError('PRECONDITION_FAILED', { current: prompt })
  return prompt
}

function requireSharing(actor: Actor): void {
  if (!can(actor, 'prompts:share')) throw appError('FORBIDDEN')
}

/** Newest first. @throws PROMPT_NOT_FOUND */
export async function listVersions(db: Db, actor: Actor, id: string): Promise<PromptVersion[]> {
  await findPrompt(db, actor, id)
  const rows = await db
    .select({
      version: promptVersions.version,
      name: promptVersions.name,
      description: promptVersions.description,
      content: promptVersions.content,
      variables: promptVersions.variables,
      changed_by: users.name,
      changed_at: promptVersions.changedAt,
    })
    .from(promptVersions)
    .leftJoin(users, eq(users.id, promptVersions.changedBy))
    .where(eq(promptVersions.promptId, id))
    .orderBy(desc(promptVersions.version))
    .limit(PROMPT_VERSIONS_MAX)
  return rows.map((row) => ({ ...row, variables: Variables.parse(row.variables), changed_at: toTimestamp(row.changed_at) }))
}

const writeCursor = (at: z.infer<typeof Cursor>) => Buffer.from(JSON.stringify(at)).toString('base64url')

function readCursor(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw appError('INVALID_PARAMETER', { cause, details: [{ path: 'cursor', message: 'next_cursor of the page before.' }] })
  }
}
