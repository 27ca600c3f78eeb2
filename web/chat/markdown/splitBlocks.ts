import { isFenceEnd } from './fences.ts'

/** An opening or closing fence; backticks after the first ones would make it inline code. */
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/
const blank = /^[ \t]*\r?\n?$/
/** What a list goes on with after an empty line; at the end of the text, what may become that. */
const continuation = /^(?: {2,}|\t|[-*+](?: |$)|\d{1,9}(?:[.)](?: |$)|$))/
const listItem = /^ {0,3}(?:[-*+] |\d{1,9}[.)] )/
const definition = /^ {0,3}\[[^\]^\n][^\]\n]{0,200}\]:[ \t]*\S+.*$/gm
/** A formula that goes on over lines: what opens it and what ends it. */
const formula = /^[ \t]*(?:(\$\$)(?!.*\$\$)|(\\\[)(?!.*\\\]))/
/** A formula of more lines was not meant as one. */
const FORMULA_LINES = 60

/**
 * Markdown cut at the empty lines between its top-level blocks, and where code begins and ends, so that each can be parsed by itself and only
 * the last one again while text arrives. Joined, the blocks are the text. A list stays whole, or its numbers would start anew.
 */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = []
  let block = ''
  let open: string | null = null
  let end: string | null = null
  let left = 0
  let inList = false
  let afterBlank = false
  let afterCode = false
  const cut = () => {
    if (block) blocks.push(block)
    block = ''
    inList = false
  }
  for (const line of text.split(/(?<=\n)/)) {
    if (open === null && end === null && !blank.test(line) && (afterCode || (afterBlank && !(inList && continuation.test(line))))) cut()
    if (!blank.test(line)) afterCode = false
    const mark: string | undefined = end === null ? fence.exec(line)?.[1] : undefined
    if (open !== null) {
      block += line
      if (mark?.startsWith(open) && blank.test(line.slice(line.indexOf(mark) + mark.length))) {
        open = null
        afterCode = !inList
      }
    } else {
      const within: boolean = end !== null
      if (mark) {
        if (!inList) cut()
        open = mark
      } else if (end !== null) {
        left -= 1
        if (line.includes(end) || left === 0) end = null
      } else if (listItem.test(line)) inList = true
      const opens: RegExpExecArray | null = mark || within ? null : formula.exec(line)
      if (opens && !inList) {
        end = opens[1] ?? '\\]'
        left = FORMULA_LINES
      }
      block += line
    }
    afterBlank = open === null && end === null && blank.test(line)
  }
  cut()
  return blocks
}

/** `[name]: address` lines, which blocks elsewhere in the text refer to; empty where there are none. */
export function findDefinitions(text: string): string {
  return (text.match(definition) ?? []).join('\n')
}

/** A block that is code and nothing else, which needs no parser. */
export function readCode(block: string): { language: string; code: string } | null {
  const [, indent = '', mark, info = ''] = /^( {0,3})(`{3,}|~{3,})([^\n]*)/.exec(block) ?? []
  if (mark === undefined || (mark.startsWith('`') && info.includes('`'))) return null
  const lines = block.trimEnd().split('\n').slice(1)
  const last = lines.at(-1)
  if (last !== undefined && isFenceEnd(last, mark)) lines.pop()
  const code = indent ? lines.map((line) => line.replace(new RegExp(`^ {0,${indent.length}}`), '')) : lines
  return { language: (/\S+/.exec(info)?.[0] ?? '').toLowerCase(), code: code.join('\n') }
}
