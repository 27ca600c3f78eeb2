import { hash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { TITLE_MAX } from '#shared/chat.ts'
import { FOLDER_NAME_MAX, FOLDERS_MAX } from '#shared/chat-list.ts'
import { compactSettings } from '#shared/chat-settings.ts'
import type { Actor } from '#shared/permissions.ts'
import { asActor } from '../../audit/acting.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { titleOf } from '../title.ts'
import { WAYMARK_EVERY } from '../walk.ts'
import { arrange, type Placed } from './arrange.ts'
import { type Draft, storable } from './conversation.ts'

/** Messages in one statement; of long ones it is some megabytes. */
const ROWS_AT_ONCE = 200

const Inserted = z.array(z.object({ id: z.string() }))

/**
 * Stores a conversation from a file, all of it or nothing.
 * @returns how many messages it has; null where the very same was imported before
 * @throws Refused
 */
export async function storeConversation(db: Db, actor: Actor, draft: Draft): Promise<number | null> {
  const { messages, head } = arrange(draft)
  const title = titleFor(draft, messages)
  const key = hash('sha256', JSON.stringify([title, messages]), 'base64url')
  const first = messages[0]?.said.created_at
  const createdAt = draft.createdAt ?? first ?? new Date().toISOString()
  const last = messages.reduce((latest, { said }) => (said.created_at && said.created_at > latest ? said.created_at : latest), createdAt)
  const updatedAt = draft.updatedAt ?? last
  const ids = messages.map(() => newId())
  return await asActor(db, { userId: actor.userId, source: 'import' }, async (tx) => {
    const folder = draft.folder === null ? null : await folderOf(tx, actor, draft.folder)
    const { rows } = await tx.execute(sql`
      insert into chat_sessions (id, owner_id, title, titled_by, model, message_count, head_id, folder_id, settings, pinned_at, archived_at, import_key, created_at, updated_at)
      values (${newId()}::uuid, ${actor.userId}::uuid, ${title}, 'user', ${draft.model === null ? null : storable(draft.model)}, ${messages.length}::int,
        ${head === null ? null : ids[head]}::uuid, ${folder}::uuid, ${JSON.stringify(compactSettings(draft.settings))}::jsonb, ${draft.pinned && !draft.archived ? updatedAt : null}::timestamptz,
        ${draft.archived ? updatedAt : null}::timestamptz, ${key}, ${createdAt}::timestamptz, ${updatedAt}::timestamptz)
      on conflict (owner_id, import_key) where import_key is not null do nothing returning id`)
    const [session] = Inserted.parse(rows)
    if (!session) return null
    const placed = place(messages, ids, createdAt)
    for (let at = 0; at < placed.length; at += ROWS_AT_ONCE)
      await tx.execute(sql`
        insert into chat_messages (id, session_id, owner_id, position, parent_id, depth, waymark_id, role, content, reasoning, status, model, sources,
          usage, error, finish_reason, created_at)
        select id, ${session.id}::uuid, ${actor.userId}::uuid, position, parent_id, depth, waymark_id, role, content, reasoning, status, model, sources,
          nullif(usage, 'null'::jsonb), nullif(error, 'null'::jsonb), finish_reason, created_at
        from jsonb_to_recordset(${JSON.stringify(placed.slice(at, at + ROWS_AT_ONCE))}::jsonb) as m(id uuid, position int, parent_id uuid, depth int,
          waymark_id uuid, role text, content text, reasoning text, status text, model text, sources jsonb, usage jsonb, error jsonb, finish_reason text,
          created_at timestamptz)`)
    return messages.length
  })
}

function titleFor({ title }: Draft, messages: Placed[]): string {
  const given = storable(title ?? '').trim()
  if (given !== '') return given.slice(0, TITLE_MAX).toWellFormed()
  return titleOf(storable(messages.find(({ said }) => said.role === 'user')?.said.content ?? ''))
}

type Stored = { id: string; depth: number; waymark_id: string | null }

/** Rows of chat_messages. What has no time of its own has that of what it follows. */
function place(messages: Placed[], ids: string[], createdAt: string) {
  const rows: (Stored & { created_at: string })[] = []
  return messages.map(({ said, parent }, at) => {
    const before = parent === null ? undefined : rows[parent]
    const row = {
      ...said,
      id: ids[at] ?? '',
      position: at + 1,
      parent_id: before?.id ?? null,
      depth: (before?.depth ?? 0) + 1,
      waymark_id: before ? (before.depth % WAYMARK_EVERY === 0 ? before.id : before.waymark_id) : null,
      content: storable(said.content),
      reasoning: said.reasoning === null ? null : storable(said.reasoning),
      model: said.model === null ? null : storable(said.model),
      // A question is there or it is not.
      status: said.role === 'user' ? 'complete' : said.status,
      sources: JSON.parse(storableJson(said.sources)) as unknown,
      error: JSON.parse(storableJson(said.error)) as unknown,
      created_at: said.created_at ?? before?.created_at ?? createdAt,
    }
    rows.push(row)
    return row
  })
}

const storableJson = (value: unknown) => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner))

const Folders = z.array(z.object({ id: z.string() }))

/** The caller's folder of this name, made where there is none; null where there may be no more. */
async function folderOf(tx: Db, actor: Actor, given: string): Promise<string | null> {
  const name = storable(given).trim().slice(0, FOLDER_NAME_MAX).toWellFormed()
  if (name === '') return null
  await tx.execute(sql`
    insert into chat_folders (id, owner_id, name) select ${newId()}::uuid, ${actor.userId}::uuid, ${name}
    where (select count(*) from chat_folders where owner_id = ${actor.userId}::uuid) < ${FOLDERS_MAX}::int
    on conflict (owner_id, lower(name)) do nothing`)
  const { rows } = await tx.execute(sql`select id from chat_folders where owner_id = ${actor.userId}::uuid and lower(name) = lower(${name})`)
  return Folders.parse(rows)[0]?.id ?? null
}
