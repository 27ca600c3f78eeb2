import { isFenceEnd, readFenceMark } from './fences.ts'

/** More than anybody writes in one block: what a parser takes seconds for, and then hands on in a depth that fills the stack, is made of these. */
const LONGEST = 100_000
const MARKS_MAX = 6_000
/** Of one paragraph; the time that emphasis takes grows with their square and more. */
const EMPHASES_MAX = 600
/** Quotations and lists within each other; no page is wide enough for more. */
const DEEPEST = 24
const INDENT_MAX = DEEPEST * 4
/** Rows of a table that are drawn; the others can be copied. */
export const ROWS_MAX = 200

/** Whether a block is shown as the plain text that it is, because parsing it would stop the page. */
export function isTooMuch(block: string): boolean {
  if (block.length > LONGEST || count(block, /[[\]!<|`&]/g, MARKS_MAX)) return true
  return block.split(/\n[ \t]*\n/).some((paragraph) => count(paragraph, /[*_~]/g, EMPHASES_MAX))
}

function count(text: string, mark: RegExp, most: number): boolean {
  if (text.length <= most) return false
  let found = 0
  for (const _ of text.matchAll(mark)) if (++found > most) return true
  return false
}

/** A block with no more quotations and lists within each other than can be shown. */
export function boundNesting(block: string): string {
  if (!/^(?:[ \t]{64}|[ \t]*>[ \t]*>[ \t]*>|[ \t]*[-*+][ \t]+[-*+>])/m.test(block)) return block
  let fence = ''
  return block
    .split(/(?<=\n)/)
    .map((line) => {
      if (fence) {
        if (isFenceEnd(line, fence)) fence = ''
        return line
      }
      fence = readFenceMark(line)
      return boundLine(line)
    })
    .join('')
}

/** Reads the marks that a line begins with once, from left to right, and leaves out those that are too many. */
function boundLine(line: string): string {
  const indent = line.length - line.trimStart().length
  const text = indent > INDENT_MAX ? ' '.repeat(INDENT_MAX) + line.slice(indent) : line
  let depth = 0
  let kept = text.length
  let at = 0
  for (; at < text.length; at++) {
    const here = text[at] ?? ''
    if (here === ' ' || here === '\t') continue
    if (here !== '>' && !('-*+'.includes(here) && text[at + 1] === ' ')) break
    depth += 1
    if (depth > DEEPEST) kept = Math.min(kept, at)
  }
  return at > kept ? text.slice(0, kept) + text.slice(at) : text
}

const delimiter = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,200}\|?[ \t]*$/

/** A block that is a table of more rows than are drawn: its beginning, and all of its rows as text. */
export function cutTable(block: string): { shown: string; rows: string[][] } | null {
  const lines = block.trimEnd().split('\n')
  if (lines.length <= ROWS_MAX + 2 || !lines[0]?.includes('|') || !delimiter.test(lines[1]?.trimEnd() ?? '')) return null
  return { shown: lines.slice(0, ROWS_MAX + 2).join('\n'), rows: lines.filter((_, at) => at !== 1).map(cellsOf) }
}

const cellsOf = (line: string) =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
