import { isFenceEnd, readFenceMark } from './fences.ts'

/** Before an encoded formula, in what markdown takes for code: of a private area, where no text has a character. */
const MARK = '\uE0D1'
/** The longest formula; more is no formula but text with dollars in it. */
const LONGEST = 4_000
/** Each takes a millisecond or more to set; what is beyond stays the text that it is. */
const MOST = 200

export type Formula = { tex: string; display: boolean /** It goes on. */; open: boolean }

/**
 * Formulas as code spans that hold them encoded, so that markdown sees none of their underscores and backslashes: `$…$`, `$$…$$`, `\(…\)`,
 * `\[…\]`. Prices are none: `$5 and $6`. @param goesOn also what is not closed at the end of the text is one
 */
export function markMath(block: string, goesOn = false): string {
  if (!block.includes('$') && !block.includes('\\(') && !block.includes('\\[')) return block
  let out = ''
  let prose = ''
  let fence = ''
  for (const line of block.split(/(?<=\n)/)) {
    if (fence) {
      out += line
      if (isFenceEnd(line, fence)) fence = ''
      continue
    }
    fence = readFenceMark(line)
    if (!fence) {
      prose += line
      continue
    }
    out += markProse(prose, false) + line
    prose = ''
  }
  return out + markProse(prose, goesOn)
}

/** What a code span holds, where it is a formula. */
export function readFormula(code: string): Formula | null {
  if (!code.startsWith(MARK)) return null
  const kind = code[1]
  try {
    return { tex: decodeURIComponent(code.slice(2)), display: kind === 'd' || kind === 'D', open: kind === 'D' || kind === 'I' }
  } catch {
    return null
  }
}

const pairs: Record<string, { close: string; display: boolean }> = {
  $$: { close: '$$', display: true },
  '\\[': { close: '\\]', display: true },
  '\\(': { close: '\\)', display: false },
}

function markProse(text: string, goesOn: boolean): string {
  let out = ''
  let from = 0
  let at = 0
  let found = 0
  const unclosed = new Set<string>()
  /** Where a mark comes next; asked in vain once, it is not looked for again: a text of nothing but marks would take for ever. */
  const find = (mark: string, after: number) => {
    if (unclosed.has(mark)) return -1
    const place = text.indexOf(mark, after)
    if (place < 0) unclosed.add(mark)
    return place
  }
  const put = (to: number, tex: string, display: boolean, open = false) => {
    out += `${text.slice(from, at)}\`${MARK}${open ? (display ? 'D' : 'I') : display ? 'd' : 'i'}${encodeURIComponent(bare(tex))}\``
    at = from = to
    found += 1
  }
  while (at < text.length && found < MOST) {
    const two = text.slice(at, at + 2)
    const pair = pairs[two]
    if (text[at] === '`') {
      const ticks = /^`+/.exec(text.slice(at, at + 100))?.[0] ?? '`'
      const end = find(ticks, at + ticks.length)
      at = end < 0 ? at + ticks.length : end + ticks.length
    } else if (pair) {
      const end = find(pair.close, at + 2)
      const tex = text.slice(at + 2, end < 0 ? text.length : end)
      const sound = tex.trim() !== '' && tex.length <= LONGEST && (pair.display || !/\n[ \t>]*\n/.test(tex))
      if (sound && (end >= 0 || goesOn)) put(end < 0 ? text.length : end + 2, tex, pair.display, end < 0)
      else at += 2
    } else if (text[at] === '\\') at += 2
    else if (text[at] === '$') {
      const end = endOfInline(text, at, find)
      if (end > 0) put(end + 1, text.slice(at + 1, end), false)
      else at += 1
    } else at += 1
  }
  return out + text.slice(from)
}

/** Where a formula between single dollars ends; what is more likely a price, a name of the shell or a share is none. */
function endOfInline(text: string, at: number, find: (mark: string, after: number) => number): number {
  const before = text[at - 1] ?? ' '
  const first = text[at + 1] ?? ' '
  if (/[\w$]/.test(before) || /[\s$]/.test(first)) return -1
  let end = find('$', at + 1)
  while (end > 0 && text[end - 1] === '\\') end = text.indexOf('$', end + 1)
  if (end < 0 || end - at > LONGEST) return -1
  const tex = text.slice(at + 1, end)
  const after = text.slice(end + 1, end + 4)
  if (/\s$/.test(tex) || /\n[ \t>]*\n/.test(tex) || /^[A-Z0-9$]/.test(after) || (/^[a-z]/.test(after) && !/^(?:th|st|nd|rd|s)(?![a-z])/.test(after))) return -1
  // `$5 or 6$`, `$5和6$`: a number that words follow is money.
  return /^\d[\d.,]*\s*(?:\p{Script=Han}|\s[a-z]{2,})/iu.test(tex) ? -1 : end
}

/** Without the marks of a quotation that it goes on in, and the comments of TeX, which would reach to the end once all is one line. */
const bare = (tex: string) =>
  tex
    .replace(/\n[ \t>]*/g, '\n')
    .replace(/(?<!\\)%[^\n]*/g, '')
    .trim()
