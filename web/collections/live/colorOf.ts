const COLORS = 6

/** The same person has the same colour on every page. */
export function colorOf(userId: string): string {
  let sum = 0
  for (const character of userId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return `who who-${sum % COLORS}`
}
