import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

/** The title of one of many, the newest being the first; each can be told from all others. */
export const titleAt = (place: number): string => `№${place}. ${place % 2 === 1 ? '季度报告与合同' : 'Quarterly report and contracts'}`

/** Puts many conversations into the database of a program, ten minutes between them, the newest of them now. @param folder of them all */
export async function writeConversations(databaseUrl: string, ownerId: string, count: number, folder: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const folderId = randomUUID()
  try {
    await client.query('insert into chat_folders (id, owner_id, name) values ($1, $2, $3)', [folderId, ownerId, folder])
    await client.query(
      `insert into chat_sessions (id, owner_id, title, folder_id, created_at, updated_at)
       select gen_random_uuid(), $1, title, $2, moment, moment
         from unnest($3::text[]) with ordinality as list (title, place), lateral (select now() - place * interval '10 minutes' as moment) as time`,
      [ownerId, folderId, Array.from({ length: count }, (_, at) => titleAt(at + 1))],
    )
  } finally {
    await client.end()
  }
}
