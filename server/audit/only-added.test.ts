import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../test/harness.ts'
import { sealBatch } from './seal.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  for (let n = 1; n <= 5; n++) await app.api('POST', '/api/v1/items', { name: `item ${n}` })
  await sealBatch(app.database.db, app.secrets)
})
afterAll(() => app.close())

describe('entries are only added', () => {
  it.each([
    ['an altered entry', sql`update audit_entries set actor_id = null where position = 3`],
    ['a new seal', sql`update audit_entries set hash = 'x' where position = 3`],
    ['a seal taken away', sql`update audit_entries set position = null, hash = null where position = 3`],
    ['a deleted entry', sql`delete from audit_entries where position = 3`],
    ['no entry left', sql`truncate audit_entries`],
    ['an entry that brings its seal', sql`insert into audit_entries (source, action, position, hash) values ('page', 'x', 999999, 'x')`],
    ['a head that goes back', sql`update audit_head set position = 1`],
    ['a second head', sql`insert into audit_head (slot, position, hash) values (1, 0, '')`],
    ['no head', sql`delete from audit_head`],
  ])('the database refuses %s', async (_name, statement) => {
    await expect(app.database.db.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } })
  })

  it('and an unsealed one takes its seal and nothing else', async () => {
    await app.api('POST', '/api/v1/items', { name: 'unsealed' })
    const forged = sql`update audit_entries set position = 999999, hash = 'x', "action" = 'item.update' where position is null`
    await expect(app.database.db.execute(forged)).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
