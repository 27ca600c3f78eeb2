import { isFenceEnd, readFenceMark } from './fences.ts'

const unfinishedImage = /!\[[^\]\n]*(?:\](?:\([^)\n]*)?)?$/
const unfinishedLink = /\[([^\]\n]*)(?:\]\([^)\n]*)?$/
const closedCode = /(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g
/** A line that what is open in the line before does not go on into: an empty one, an item of a list, a heading, a row of a table. */
const begins = /^[ \t>]*(?:$|(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]|\|)/

/** Nobody writes a longer paragraph, and looking for the ends of marks takes the square of its length. */
const LONGEST = 8_000

/** A table is one from its second line on; before that its only line is a row of pipes. */
export const isTableToBe = (block: string) => /^ {0,3}\|/.test(block) && !/\n.*\n/.test(block)

/**
 * The last block of a text that goes on or was cut off, with what is still open closed: otherwise the reader would see an address being
 * spelled out, asterisks that turn into bold, and backticks that turn into code.
 */
export function closeOpen(block: string): string {
  let open = ''
  let at = 0
  let from = 0
  for (const line of block.split(/(?<=\n)/)) {
    const text = line.trimEnd()
    if (open && isFenceEnd(text, open)) {
      open = ''
      from = at + line.length
    } else if (!open) {
      open = readFenceMark(text)
      if (begins.test(text)) from = at
    }
    at += line.length
  }
  // Of the fence that ends it the first character may be there.
  if (open) return block.replace(new RegExp(`\\n[ \\t>]*${open[0]}{1,${open.length - 1}}$`), '')
  return block.slice(0, from) + closeMarks(block.slice(from))
}

/** The same for what stands in the lines themselves. */
function closeMarks(written: string): string {
  if (written.length > LONGEST) return written
  const spans: { from: number; to: number }[] = []
  let open: { at: number; ticks: string } | null = null
  for (const { 0: ticks, index } of written.matchAll(/`+/g)) {
    if (open === null) open = { at: index, ticks }
    else if (open.ticks.length === ticks.length) {
      spans.push({ from: open.at, to: index + ticks.length })
      open = null
    }
  }
  if (open) {
    // Within open code there are no other marks. Of what ends it a part may be there; with nothing in it, it is none yet.
    const code = written.slice(open.at + open.ticks.length).replace(/`+$/, '')
    return written.slice(0, open.at) + (code.trim() ? open.ticks + code + open.ticks : '')
  }
  const isCode = (index: number) => spans.some(({ from, to }) => from <= index && index < to)
  const text = written
    .replace(unfinishedImage, (mark, index: number) => (isCode(index) ? mark : ''))
    .replace(unfinishedLink, (mark, label: string, index: number) => (isCode(index) ? mark : label))
    .replace(/(?:^|[^*])\*{1,2}$/, (mark) => mark.replace(/\*+$/, ''))
  const prose = text.replaceAll(closedCode, '')
  return prose.split('**').length % 2 === 0 ? `${text.trimEnd()}**` : text
}
