import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { openSecrets } from './encrypt.ts'
import { readOrMakeKey } from './key-file.ts'

const newKey = () => randomBytes(36).toString('base64url')
const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what is stored of secrets', () => {
  it('comes back as what it is, and as nothing else', () => {
    const secrets = openSecrets(newKey())
    const sealed = secrets.encrypt('同桌 secret', 'one')
    expect(secrets.decrypt(sealed, 'one')).toBe('同桌 secret')
    expect(sealed).not.toContain('secret')
    expect(secrets.encrypt('同桌 secret', 'one')).not.toBe(sealed)
    expect(() => secrets.decrypt(sealed, 'another')).toThrow()
    expect(() => openSecrets(newKey()).decrypt(sealed, 'one')).toThrow(/another SECRET_KEY/)
    for (let at = 0; at < sealed.length; at += 7) {
      const altered = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(() => secrets.decrypt(altered, 'one'), altered).toThrow()
    }
  })
  it('can still be read after SECRET_KEY was exchanged', () => {
    const [old, fresh] = [newKey(), newKey()]
    const sealed = openSecrets(old).encrypt('x', 'one')
    expect(openSecrets(fresh, [newKey(), old]).decrypt(sealed, 'one')).toBe('x')
    expect(openSecrets(fresh).derive('a')).not.toEqual(openSecrets(fresh).derive('b'))
  })
  it('has its key in a file that only the owner reads', () => {
    const file = path.join(folder, 'deep', 'secret.key')
    const key = readOrMakeKey(file)
    expect(key.length).toBeGreaterThanOrEqual(64)
    expect(readOrMakeKey(file)).toBe(key)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
  })
})

describe('a start', () => {
  const production = { NODE_ENV: 'production', SECRET_KEY: newKey() }
  const refusal = (settings: Record<string, string>) => {
    try {
      readConfig(settings, '')
      return ''
    } catch (error) {
      return String(error)
    }
  }
  it('in production refuses a missing, short or known secret, and names it without saying it', () => {
    expect(refusal(production)).toBe('')
    expect(refusal({})).toBe('')
    expect(refusal({ NODE_ENV: 'production' })).toContain('SECRET_KEY is missing')
    expect(refusal({ DATABASE_URL: 'postgres://localhost/x' })).toContain('SECRET_KEY is missing')
    const known = ['change-me', 'to-something', 'random', 'and-long-enough'].join('-')
    for (const bad of ['brief', 'a'.repeat(64), known, 'your-secret-key-your-secret-key-0123456789']) {
      const said = refusal({ ...production, SECRET_KEY: bad })
      expect(said).toMatch(/SECRET_KEY is (too|a text)/)
      expect(said).not.toContain(bad)
    }
    expect(refusal({ ...production, SECRET_KEY_PREVIOUS: 'short' })).toContain('SECRET_KEY_PREVIOUS is too short')
  })
  it('takes what goes together only together', () => {
    expect(refusal({ ADMIN_EMAIL: 'a@example.com' })).toContain('ADMIN_EMAIL and ADMIN_PASSWORD')
    expect(refusal({ OIDC_ISSUER: 'https://login.example' })).toContain('OIDC_ISSUER and OIDC_CLIENT_ID')
    expect(refusal({ DATABASE_PASSWORD: 'x' })).toContain('DATABASE_PASSWORD')
    const both = { ...production, DATABASE_URL: 'postgres://me@db/x', DATABASE_PASSWORD: 'p@ss/word' }
    expect(new URL(readConfig(both, '').DATABASE_URL ?? '').password).toBe('p%40ss%2Fword')
    expect(refusal({ ...both, DATABASE_URL: 'postgres://me:there@db/x' })).toContain('DATABASE_PASSWORD')
  })
})
