import type { Config } from '../config.ts'

const REDACTED = '[redacted]'

/**
 * Secrets that show what they are, whosever they are: API keys, signed tokens, headers and cookies with either, links that work once,
 * addresses with a password. What is in parentheses stays. Each begins with a letter of its own, which makes a line without any cheap.
 */
const forms = [
  String.raw`dm_[\w-]{8,}`,
  String.raw`sk-[\w*-]{8,}`,
  String.raw`eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?`,
  String.raw`([Bb](?:earer|asic|EARER|ASIC) +)[\w.~+/=-]+`,
  String.raw`(__Host-deskmate-\w+=)[^;\s"\\]+`,
  String.raw`(/(?:setup|invite|reset)(?:#|%23))[\w-]+`,
  String.raw`(postgres(?:ql)?://[^\s:@/"]*:)[^\s"@]+`,
]

/** What a terminal, a browser or a reader of lines would act on. JSON escapes the others by itself; as an escape it stays one and the same text. */
const acting = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)

/** Shorter ones are words, and would take the log apart. */
const SHORTEST = 8

/** One pattern for all that must not be in a line: what has the form of a secret, and the program's own. */
export function secretsOf(config: Config): RegExp {
  const password = config.DATABASE_URL ? new URL(config.DATABASE_URL).password : ''
  const own = [
    config.OPENROUTER_API_KEY,
    config.SECRET_KEY,
    ...config.SECRET_KEY_PREVIOUS,
    config.ADMIN_PASSWORD,
    config.OIDC_CLIENT_SECRET,
    config.DATABASE_PASSWORD,
    password,
    decodeURIComponent(password),
  ].filter((secret) => secret !== undefined && secret.length >= SHORTEST)
  // As it is written in JSON.
  const spellings = new Set(own.map((secret) => JSON.stringify(secret).slice(1, -1)))
  return new RegExp([...[...spellings].map(literal), ...forms].join('|'), 'g')
}
/** @param kept what the pattern that matched keeps, and undefined for each of the others; then the place and the line */
const withoutSecret = (_found: string, ...kept: (string | number | undefined)[]) => `${kept.slice(0, -2).find((part) => part !== undefined) ?? ''}${REDACTED}`

/** A line of the log as it may be written: without secrets, and as one line to everything that reads it. */
export const cleanText = (line: string, secrets: RegExp): string =>
  line.replace(secrets, withoutSecret).replace(acting, (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
