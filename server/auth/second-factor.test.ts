import { sql } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecoveryCodesEnvelope, TotpSecretEnvelope } from '#shared/auth.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { MeEnvelope } from '#shared/me.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const PERIOD_MS = 30_000
const codeAt = (secret: string, at = Date.now()) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at })
const codeOf = (answer: { body: unknown }) => ErrorEnvelope.parse(answer.body).error.code
const logIn = (person: Person, code?: string) =>
  app.anonymous('POST', '/api/v1/auth/login', { email: person.email, password: person.password, ...(code === undefined ? {} : { code }) })

/** Somebody with a second factor, who has used the code of now to turn it on. */
async function withSecondFactor() {
  const person = await app.as('editor')
  const begun = TotpSecretEnvelope.parse((await person.api('POST', '/api/v1/auth/totp/begin', { password: person.password })).body).data
  const used = codeAt(begun.secret)
  const confirmed = await person.api('POST', '/api/v1/auth/totp/confirm', { code: used })
  const { recovery_codes } = RecoveryCodesEnvelope.parse(confirmed.body).data
  return { person, secret: begun.secret, uri: begun.uri, used, recovery_codes }
}

describe('a second factor', () => {
  it('is made with the password, turned on by its first code, and then asked for', async () => {
    const person = await app.as('editor')
    expect(codeOf(await person.api('POST', '/api/v1/auth/totp/begin', { password: 'wrong' }))).toBe('PASSWORD_WRONG')
    expect(codeOf(await person.api('POST', '/api/v1/auth/totp/confirm', { code: '123456' }))).toBe('SECOND_FACTOR_STATE')
    const begun = TotpSecretEnvelope.parse((await person.api('POST', '/api/v1/auth/totp/begin', { password: person.password })).body).data
    expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Deskmate:/)
    // Shown is not confirmed: signing in goes on without it.
    expect((await logIn(person)).status).toBe(200)
    expect(codeOf(await person.api('POST', '/api/v1/auth/totp/confirm', { code: codeAt(begun.secret, Date.now() - 10 * PERIOD_MS) }))).toBe(
      'SECOND_FACTOR_WRONG',
    )
    expect((await person.api('POST', '/api/v1/auth/totp/confirm', { code: codeAt(begun.secret) })).status).toBe(200)
    expect(MeEnvelope.parse((await person.api('GET', '/api/v1/auth/me')).body).data.user.second_factor).toBe(true)
    const asked = await logIn(person)
    expect([asked.status, codeOf(asked)]).toEqual([401, 'SECOND_FACTOR_REQUIRED'])
    expect(codeOf(await person.api('POST', '/api/v1/auth/totp/begin', { password: person.password }))).toBe('SECOND_FACTOR_STATE')
  })

  it('takes each code once, also when many come with it at the same time', async () => {
    const { person, secret, used } = await withSecondFactor()
    expect(codeOf(await logIn(person, used))).toBe('SECOND_FACTOR_WRONG')
    const next = codeAt(secret, Date.now() + PERIOD_MS)
    const answers = await Promise.all(Array.from({ length: 10 }, () => logIn(person, next)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(codeOf(await logIn(person, next))).toBe('SECOND_FACTOR_WRONG')
    for (const wrong of ['000000', codeAt(secret, Date.now() + 10 * PERIOD_MS), 'abcdef'])
      expect([401, 'SECOND_FACTOR_WRONG']).toEqual([(await logIn(person, wrong)).status, codeOf(await logIn(person, wrong))])
  })

  it('is not asked for, nor told of, before the password is right', async () => {
    const { person, secret } = await withSecondFactor()
    const wrong = { ...person, password: 'wrong' }
    expect(codeOf(await logIn(wrong))).toBe('CREDENTIALS_WRONG')
    expect(codeOf(await logIn(wrong, codeAt(secret, Date.now() + PERIOD_MS)))).toBe('CREDENTIALS_WRONG')
    // The code was not used up by whoever does not know the password.
    expect((await logIn(person, codeAt(secret, Date.now() + PERIOD_MS))).status).toBe(200)
  })

  it('has recovery codes that each work once, however they are spelled', async () => {
    const { person, recovery_codes } = await withSecondFactor()
    expect(recovery_codes).toHaveLength(10)
    const [first = '', second = ''] = recovery_codes
    const answers = await Promise.all(Array.from({ length: 10 }, () => logIn(person, first)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const spelling of [first, first.toUpperCase(), first.replace('-', ''), first.replace('-', ' ')])
      expect(codeOf(await logIn(person, spelling))).toBe('SECOND_FACTOR_WRONG')
    expect((await logIn(person, second.toUpperCase().replace('-', ''))).status).toBe(200)
    const renewed = await person.api('POST', '/api/v1/auth/totp/recovery-codes', { password: person.password })
    expect(RecoveryCodesEnvelope.parse(renewed.body).data.recovery_codes).toHaveLength(10)
    expect(codeOf(await logIn(person, recovery_codes[2]))).toBe('SECOND_FACTOR_WRONG')
  })

  it("does not work with another person's recovery codes", async () => {
    const one = await withSecondFactor()
    const other = await withSecondFactor()
    expect(codeOf(await logIn(one.person, other.recovery_codes[0]))).toBe('SECOND_FACTOR_WRONG')
  })

  it('is turned off with the password, by oneself or an administrator', async () => {
    const { person } = await withSecondFactor()
    expect(codeOf(await person.api('POST', '/api/v1/auth/totp/disable', { password: 'wrong' }))).toBe('PASSWORD_WRONG')
    expect((await person.api('POST', '/api/v1/auth/totp/disable', { password: person.password })).status).toBe(200)
    expect((await logIn(person)).status).toBe(200)
    const other = await withSecondFactor()
    expect((await app.api('POST', `/api/v1/users/${other.person.id}/totp/disable`)).status).toBe(200)
    expect((await logIn(other.person)).status).toBe(200)
  })

  it('is encrypted where it is stored', async () => {
    const { secret, recovery_codes, person } = await withSecondFactor()
    const { rows } = await app.database.db.execute(
      sql`select u.*, (select json_agg(r) from recovery_codes r where r.user_id = u.id) as codes from users u where id = ${person.id}::uuid`,
    )
    const audit = await app.database.db.execute(sql`select * from audit_entries`)
    for (const text of [secret, ...recovery_codes, person.password]) {
      expect(JSON.stringify(rows)).not.toContain(text)
      expect(JSON.stringify(audit.rows)).not.toContain(text)
    }
  })
})
