import { searchedTokens, tokensOf } from './words.ts'

/**
 * Which words a text may hold, in a tenth of its size: a Bloom filter (B. H. Bloom, Space/time trade-offs in hash coding with allowable
 * errors, 1970) of a byte for each token and three bits set by each, so that one token in thirty seems to be there and is not. What it says
 * is looked up in the text itself (search.ts). An index of words would be four times the size of the text (bench, and docs/decisions/0011).
 */
const BITS_EACH = 3
/** More would rule out no further text. */
const ASKED_TOKENS = 12

/** FNV-1a over UTF-16 units, its bits mixed as in MurmurHash3. 32 bits without a sign. */
function hash(token: string): number {
  let h = 0x811c9dc5
  for (let at = 0; at < token.length; at++) h = Math.imul(h ^ token.charCodeAt(at), 0x01000193)
  return mix(h)
}
function mix(h: number): number {
  const first = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return (second ^ (second >>> 16)) >>> 0
}

/** Numbers of 32 bits; modulo the bits of a signature they are the places that are set for a token (two hashes make any number of them). */
function placesOf(token: string): number[] {
  const first = hash(token)
  const step = mix(first ^ 0x9e3779b9)
  return Array.from({ length: BITS_EACH }, (_, n) => (first + n * step) % 2 ** 32)
}

export function signatureOf(text: string): Uint8Array {
  const tokens = tokensOf(text)
  const signature = new Uint8Array(Math.max(1, tokens.size))
  for (const token of tokens)
    for (const place of placesOf(token)) {
      const bit = place % (signature.length * 8)
      // As get_bit() of PostgreSQL counts them.
      signature[bit >> 3] = (signature[bit >> 3] ?? 0) | (1 << (bit & 7))
    }
  return signature
}

/** What has to be set, modulo its bits, in the signature of every text that a search finds. None for a search that finds nothing. */
export function askedPlaces(q: string): number[] {
  const tokens = [...searchedTokens(q)].sort((a, b) => b.length - a.length).slice(0, ASKED_TOKENS)
  return [...new Set(tokens.flatMap(placesOf))]
}
