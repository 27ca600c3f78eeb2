const SHORTEST = 32
/** Random text of that length has more than this many different characters; a repeated word has fewer. */
const FEWEST_DIFFERENT = 10
/** Words out of examples and tutorials: whoever reads those knows the secret. */
const known = /change[-_ ]?me|secret[-_ ]?key|your[-_ ]?secret|example|placeholder|password|deskmate|default|insecure|test[-_ ]?key|0123456789|abcdefgh|qwerty/i

/** What is wrong with a secret, as the end of a sentence that begins with its name; null where nothing is. The secret itself is not in it. */
export function secretProblem(secret: string): string | null {
  if (secret.length < SHORTEST) return `is too short: ${SHORTEST} or more random characters`
  if (new Set(secret).size < FEWEST_DIFFERENT) return 'is too simple: take random characters'
  if (known.test(secret)) return 'is a text out of an example; take random characters'
  return null
}
