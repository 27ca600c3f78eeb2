import { hash, verify } from '@node-rs/argon2'
import { appError } from '../errors.ts'

/** What OWASP asks for: argon2id (2), 19 MiB, two passes, one lane. About 8 ms of one core. */
const options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Hashing is the one thing here that a stranger can make expensive; more at a time would take memory and cores from everybody. */
const AT_ONCE = 4

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await run()
  } finally {
    running--
    waiting.shift()?.()
  }
}

/** argon2id in PHC form. The bytes of the text as they are: nothing is trimmed, normalised or cut. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, options))

/** What a password is compared with where there is no account, so that the answer takes as long as with one. */
let nobody: Promise<string> | undefined

/** @param stored null where there is no account or it has no password; takes as long as with one */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody')
  const against = stored ?? (await nobody)
  const same = await inTurn(() => verify(against, password))
  return same && stored !== null
}

let common: Set<string> | undefined

const onlyLetters = (text: string) => text.toLowerCase().replace(/[^\p{L}]+/gu, '')
const ours = ['deskmate', '同桌']

/**
 * @param about what is known of whose it is: their address, their name
 * @throws PASSWORD_COMMON for one of the tens of thousands that everybody tries first, a repetition of one character, or the name of the
 *   product, or what is known of whose it is, with nothing but digits and signs about it
 */
export async function refuseCommon(password: string, about: readonly string[] = []): Promise<void> {
  if (!common) {
    const { dictionary } = await import('@zxcvbn-ts/language-common')
    common = new Set(dictionary['passwords-common'])
  }
  const words = [...ours, ...about.flatMap((each) => [each, each.split('@')[0] ?? ''])].map(onlyLetters).filter(Boolean)
  if (common.has(password.toLowerCase()) || /^(.)\1*$/u.test(password) || words.includes(onlyLetters(password)))
    throw appError('PASSWORD_COMMON', { details: [{ path: 'password', message: '' }] })
}
