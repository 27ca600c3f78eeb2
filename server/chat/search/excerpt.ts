import type { Match } from '#shared/chat-search.ts'
import { see } from './words.ts'

/** As much of a message as two or three lines of a list show. */
const EXCERPT_CHARS = 180
/** What stands before the first word that was found, so that it can be understood. */
const LEAD_CHARS = 36
/** More marks than an excerpt can show; a message of one word over and over has thousands. */
const MATCHES_MAX = 300

type Found = Match & { term: number }

function find(text: string, patterns: RegExp[]): Found[] {
  const seen = see(text)
  const found: Found[] = []
  for (const [term, pattern] of patterns.entries())
    for (const { 0: said, index } of seen.text.matchAll(pattern)) {
      found.push({ start: seen.at(index), end: seen.at(index + said.length), term })
      if (found.length >= MATCHES_MAX * (term + 1)) break
    }
  return found.filter(({ start, end }) => end > start).toSorted((a, b) => a.start - b.start || b.end - a.end)
}

/** Without those that lie in another one. */
function apart(found: Found[]): Match[] {
  const marks: Match[] = []
  for (const { start, end } of found) {
    const last = marks.at(-1)
    if (last && start < last.end) last.end = Math.max(last.end, end)
    else marks.push({ start, end })
  }
  return marks
}

/** Where the words of a search stand in a short text. */
export const marksIn = (text: string, patterns: RegExp[]): Match[] => apart(find(text, patterns))

/** Where a piece begins that has as many of the words in it as any, the first of such. */
function bestStart(found: Found[]): number {
  let best = { start: 0, terms: 0 }
  for (const [at, { start }] of found.entries()) {
    const terms = new Set<number>()
    for (let next = at; next < found.length && (found[next]?.end ?? 0) <= start + EXCERPT_CHARS - LEAD_CHARS; next++) terms.add(found[next]?.term ?? 0)
    if (terms.size > best.terms) best = { start, terms: terms.size }
  }
  return best.start
}

const isLowHalf = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00

/** The piece of a message that shows what was found, on one line, and where in it that stands. Offsets are UTF-16 units of the piece. */
export function excerptOf(text: string, patterns: RegExp[]): { excerpt: string; matches: Match[] } {
  const found = find(text, patterns)
  let from = Math.max(0, bestStart(found) - LEAD_CHARS)
  // Between two words where there is one near, never between the halves of a character.
  const gap = from === 0 ? -1 : text.slice(from, from + LEAD_CHARS / 2).search(/\s/)
  if (gap >= 0) from += gap + 1
  if (isLowHalf(text, from)) from++
  let to = Math.min(text.length, from + EXCERPT_CHARS)
  if (isLowHalf(text, to)) to--
  const before = from > 0 ? '…' : ''
  const shift = before.length - from
  return {
    excerpt: `${before}${text.slice(from, to).replaceAll(/\s/g, ' ')}${to < text.length ? '…' : ''}`,
    matches: apart(found.filter(({ start, end }) => start >= from && end <= to)).map(({ start, end }) => ({ start: start + shift, end: end + shift })),
  }
}
