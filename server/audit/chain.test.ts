import { randomBytes } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AuditVerificationEnvelope } from '#shared/audit.ts'
import { openSecrets, type Secrets } from '../secrets/encrypt.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { digest, readHead } from './chain.ts'
import { sealBatch, startSealing } from './seal.ts'
import { verifyChain } from './verify.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp()
  for (let n = 1; n <= 12; n++) await app.api('POST', '/api/v1/items', { name: `item ${n}`, description: '含中文与 "引号"\n和换行' })
})
afterEach(() => app.close())

async function sealAll(secrets: Secrets = app.secrets) {
  let head = await sealBatch(app.database.db, secrets)
  while (head && head.sealed > 0) head = await sealBatch(app.database.db, secrets)
}
const verification = async () => AuditVerificationEnvelope.parse((await app.api('GET', '/api/v1/audit/verification')).body).data

/** As somebody who owns the database and takes the triggers away for a moment. */
async function tamper(...statements: SQL[]) {
  await app.database.db.transaction(async (tx) => {
    for (const table of ['audit_entries', 'audit_head']) await tx.execute(sql.raw(`alter table ${table} disable trigger user`))
    for (const statement of statements) await tx.execute(statement)
    for (const table of ['audit_entries', 'audit_head']) await tx.execute(sql.raw(`alter table ${table} enable trigger user`))
  })
}
async function idAt(position: number): Promise<number> {
  const { rows } = await app.database.db.execute(sql`select id from audit_entries where position = ${position}`)
  return z.tuple([z.object({ id: z.coerce.number() })]).parse(rows)[0].id
}

describe('an untouched chain', () => {
  it('verifies, before the first seal, between seals and after', async () => {
    expect(await verification()).toMatchObject({ intact: true, sealed: 0, head: null, problems: [] })
    await sealAll()
    const first = await verification()
    expect(first).toMatchObject({ intact: true, unsealed: 0 })
    expect(first.sealed).toBeGreaterThanOrEqual(12)
    await app.api('POST', '/api/v1/items', { name: 'later' })
    const { unsealed } = await verification()
    expect(unsealed).toBe(1)
    await sealAll()
    expect(await verification()).toMatchObject({ intact: true, sealed: first.sealed + 1, unsealed: 0 })
  })

  it('is one, however many seal, while entries are written', async () => {
    const writing = Promise.all(Array.from({ length: 30 }, (_, n) => app.api('POST', '/api/v1/items', { name: `meanwhile ${n}` })))
    await Promise.all(Array.from({ length: 6 }, () => sealAll()))
    await writing
    await sealAll()
    const found = await verification()
    expect(found).toMatchObject({ intact: true, unsealed: 0, problems: [] })
    const { rows } = await app.database.db.execute(sql`select count(*)::int as n, max(position)::int as last from audit_entries`)
    expect(rows).toEqual([{ n: found.sealed, last: found.sealed }])
  })

  it('is sealed by the program in the background and at its end, and its head is told', async () => {
    const told: unknown[] = []
    const note = (what: unknown) => void told.push(what)
    await startSealing(app.database.db, app.secrets, { info: note, warn: note, error: note }).close()
    const found = await verification()
    expect(found).toMatchObject({ intact: true, unsealed: 0 })
    expect(told).toEqual([{ audit_head: found.head }])
  })

  it('does not need the SECRET_KEY that it began with, only the one after it', async () => {
    const secret = () => randomBytes(24).toString('base64url')
    const [old, fresh] = [secret(), secret()]
    const { db } = app.database
    const silent = { info: () => {}, warn: () => {}, error: () => {} }
    await sealAll(openSecrets(old))
    await startSealing(db, openSecrets(fresh, [old]), silent).close()
    await app.api('POST', '/api/v1/items', { name: 'after the exchange' })
    await sealAll(openSecrets(fresh))
    expect(await verifyChain(db, openSecrets(fresh))).toMatchObject({ intact: true, unsealed: 0 })
    await expect(verifyChain(db, openSecrets(secret()))).resolves.toMatchObject({ intact: false, problems: [{ position: null, problem: 'head' }] })
    await app.api('POST', '/api/v1/items', { name: 'with a wrong key' })
    await expect(sealBatch(db, openSecrets(secret()))).rejects.toThrow(/SECRET_KEY/)
  })
})

it('an entry has one digest, on every database', async () => {
  // Numbers keep how they are written, keys have an order of their own, a time has no zone.
  const before = String.raw`{"名": "季度\n\"报告\" 🙂", "b": [1.50, 1e3, -0.0, true, null]}`
  await app.database.db.execute(sql`
    insert into audit_entries (id, "at", actor_id, "source", "action", target_type, target_id, version, "before", "after", detail)
    overriding system value values (900000000, '2026-11-22T08:30:00.120+08', '00000000-0000-7000-8000-00000000000f', 'import', 'item.update', 'item', 'x', 3,
      ${before}::jsonb, null, '{"zz": 1, "a": {"c": 2}}')`)
  const { rows } = await app.database.db.execute(sql`select ${digest} as digest from audit_entries where id = 900000000`)
  expect(rows).toEqual([{ digest: '6e005b010ea08d021d85ac0321d9af4fff4c6cc63e8977514ca914899101637d' }])
})

describe('what somebody does by hand is reported', () => {
  beforeEach(() => sealAll())
  it('an altered entry, whatever of it', async () => {
    const id = await idAt(7)
    await tamper(sql`update audit_entries set "after" = '{"name": "forged", "description": null}' where id = ${id}`)
    const reported = { intact: false, problems: [{ position: 7, id, problem: 'altered' }] }
    expect(await verification()).toMatchObject(reported)
    for (const change of [
      sql`actor_id = '00000000-0000-7000-8000-00000000000f'`,
      sql`"at" = "at" + interval '1 millisecond'`,
      sql`"source" = 'system'`,
      sql`"action" = 'item.restore'`,
      sql`target_id = 'another'`,
      sql`version = 7`,
      sql`"before" = '{}'`,
      sql`detail = '{"reason": "none"}'`,
      sql`address = '::1'`,
      sql`request_id = 'another'`,
      sql`hash = repeat('0', 64)`,
    ]) {
      const other = await idAt(9)
      const undo = new Error('undo')
      await app.database.db
        .transaction(async (tx) => {
          await tx.execute(sql.raw('alter table audit_entries disable trigger user'))
          await tx.execute(sql`update audit_entries set ${change} where id = ${other}`)
          const { problems } = await verifyChain(tx, app.secrets)
          expect(problems).toEqual([...reported.problems, { position: 9, id: other, problem: 'altered' }])
          throw undo
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error
        })
    }
  })

  it('a deleted entry', async () => {
    await tamper(sql`delete from audit_entries where position = 5`)
    expect(await verification()).toMatchObject({ intact: false, problems: [{ position: 5, id: null, problem: 'missing' }] })
  })

  it('entries that changed places', async () => {
    const [two, three] = [await idAt(2), await idAt(3)]
    await tamper(
      sql`update audit_entries set position = 1000000 where id = ${two}`,
      sql`update audit_entries set position = 2 where id = ${three}`,
      sql`update audit_entries set position = 3 where id = ${two}`,
    )
    const { problems } = await verification()
    expect(problems).toEqual(expect.arrayContaining([expect.objectContaining({ position: 2, id: three, problem: 'altered' })]))
  })

  it('a tail that was cut off, also once the chain has grown on', async () => {
    const { sealed } = await verification()
    await tamper(sql`delete from audit_entries where position > ${sealed - 2}`)
    const missing = [sealed - 1, sealed].map((position) => ({ position, id: null, problem: 'missing' }))
    expect(await verification()).toMatchObject({ intact: false, problems: missing })
    await app.api('POST', '/api/v1/items', { name: 'grown on' })
    await sealAll()
    expect(await verification()).toMatchObject({ intact: false, problems: missing })
  })

  it('a tail that was cut off together with the head, to whom has kept a head, and to a program that runs', async () => {
    const { db } = app.database
    const told: string[] = []
    const note = (_what: unknown, message?: string) => void told.push(message ?? '')
    const sealing = startSealing(db, app.secrets, { info: note, warn: note, error: note })
    const { head, sealed } = await verification()
    await app.api('POST', '/api/v1/items', { name: 'seen by the sealer' })
    await expect.poll(async () => (await verification()).unsealed, { timeout: 20_000 }).toBe(0)
    const cut = sealed - 2
    const before = (await db.execute(sql`select hash from audit_entries where position = ${cut}`)).rows
    await tamper(
      sql`delete from audit_entries where position > ${cut}`,
      sql`update audit_head set position = ${cut}, hash = ${z.tuple([z.object({ hash: z.string() })]).parse(before)[0].hash}`,
    )
    const kept = readHead(head ?? '')
    expect(kept).toBeDefined()
    expect((await verifyChain(db, app.secrets)).intact).toBe(true)
    expect(await verifyChain(db, app.secrets, kept)).toMatchObject({ intact: false, problems: [{ problem: 'head' }] })
    await app.api('POST', '/api/v1/items', { name: 'in the place of what was cut off' })
    await sealing.close()
    expect(told).toContain('The audit chain is shorter than it was: entries were cut off.')
    for (let n = 0; n < 3; n++) await app.api('POST', '/api/v1/items', { name: 'until it is as long as before' })
    await sealAll()
    expect(await verifyChain(db, app.secrets, kept)).toMatchObject({ intact: false, problems: [{ position: sealed, problem: 'head' }] })
  })

  it('a head that was altered, or taken away, or whose key was', async () => {
    const [{ position, hash }] = z
      .tuple([z.object({ position: z.coerce.number(), hash: z.string() })])
      .parse((await app.database.db.execute(sql`select position, hash from audit_head`)).rows)
    const head = { intact: false, problems: [{ problem: 'head' }] }
    await tamper(sql`update audit_head set hash = 'x'`)
    expect(await verification()).toMatchObject(head)
    await tamper(sql`update audit_head set position = ${position - 1}`)
    expect((await verification()).intact).toBe(false)
    await tamper(sql`update audit_head set position = ${position}, hash = ${hash}`)
    expect((await verification()).intact).toBe(true)
    await tamper(sql`update audit_head set key = 'e1.x.y'`)
    expect(await verification()).toMatchObject(head)
    await tamper(sql`delete from audit_head`)
    expect((await verification()).intact).toBe(false)
  })
})
