import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { Attachment } from '#shared/attachments.ts'

// Parts of the statements in which a question is stored and read.

const { placeholder } = sql

/** The question's files become its conversation's. Needs the parts `session` (id) and the values `owner` and `attachments`, ids with commas between. */
export const claimedFiles = sql`update chat_attachments a set session_id = session.id from session
  where a.id = any(string_to_array(${placeholder('attachments')}::text, ',')::uuid[]) and a.owner_id = ${placeholder('owner')}::uuid and a.kind is not null
    and (a.session_id is null or a.session_id = session.id)`
/** Where one could not be claimed this breaks FILES_CONSTRAINT, and nothing is stored. Needs `question` as well. */
export const carriedFiles = sql`insert into chat_message_attachments (message_id, session_id, attachment_id, position)
  select ${placeholder('question')}::uuid, session.id, file.id::uuid, file.at
  from session, unnest(string_to_array(${placeholder('attachments')}::text, ',')) with ordinality as file(id, at)`
export const FILES_CONSTRAINT = 'chat_message_attachments_file'

const asJson = sql`jsonb_build_object('id', a.id, 'name', a.name, 'kind', a.kind, 'media_type', a.media_type, 'size', a.size,
  'width', a.width, 'height', a.height, 'created_at', to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`

/** Newest first; more than are ever sent to a model again. */
const READ_AGAIN_MAX = 100

/** The files of earlier questions of a conversation, by question: one look into an index where there are none, as mostly. */
export const filesOfSession = (sessionId: SQL) => sql`(
  select jsonb_object_agg(message_id, files) from (
    select message_id, jsonb_agg(file order by position) as files from (
      select l.message_id, l.position, ${asJson} as file
      from chat_message_attachments l join chat_attachments a on a.id = l.attachment_id
      where l.session_id = ${sessionId}
      order by l.message_id desc, l.position limit ${sql.raw(String(READ_AGAIN_MAX))}
    ) as newest
    group by message_id
  ) as by_message
)`
export const FilesOfSession = z.record(z.string(), z.array(Attachment)).nullable()

const ofMessage = (messageId: SQL, file: SQL) => sql<unknown>`(
  select jsonb_agg(${file} order by l.position)
  from chat_message_attachments l join chat_attachments a on a.id = l.attachment_id where l.message_id = ${messageId}
)`
/** What a question carried, for who may not have it; null for nothing. */
export const namesOfFiles = (messageId: SQL) => ofMessage(messageId, sql`jsonb_build_object('name', a.name, 'kind', a.kind, 'size', a.size)`)
/** The files of one question. */
export const filesOfMessage = (messageId: SQL) => ofMessage(messageId, asJson)
export const FilesOfMessage = z
  .array(Attachment)
  .nullable()
  .transform((files) => files ?? [])
