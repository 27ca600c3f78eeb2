import { asActor } from '../audit/acting.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/engine.ts'
import { AppError, StartError } from '../errors.ts'
import { claimWorkspace, needsSetup } from './accounts.ts'
import { createLink } from './links.ts'
import { hashPassword, refuseCommon } from './passwords.ts'

/**
 * Where there is no administrator yet: makes the one that ADMIN_EMAIL and ADMIN_PASSWORD name, or else a link that lets whoever reads
 * the terminal be the one. There is no account that anybody could know beforehand.
 * @returns the token of that link, or null
 * @throws StartError for a password that everybody tries first
 */
export async function prepareFirstStart(db: Db, config: Config): Promise<string | null> {
  if (!(await needsSetup(db))) return null
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config
  const program = { userId: null, source: 'system' } as const
  if (email === undefined || password === undefined) return (await asActor(db, program, (tx) => createLink(tx, { purpose: 'setup', createdBy: null }))).token
  await refuseCommon(password, [email]).catch(() => {
    throw new StartError('ADMIN_PASSWORD is too common. Choose another one.')
  })
  const passwordHash = await hashPassword(password)
  const name = email.split('@')[0] ?? email
  await asActor(db, program, (tx) => claimWorkspace(tx, { email, name: name.slice(0, 100), passwordHash })).catch((error: unknown) => {
    // Another replica was first.
    if (!(error instanceof AppError && error.code === 'ALREADY_SET_UP')) throw error
  })
  return null
}
