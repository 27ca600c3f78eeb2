/** An opening or closing fence; backticks after the first ones would make it inline code. */
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/
const blank = /^[ \t]*\r?\n?$/
/** What a list goes on with after an empty line; at the end of the text, what may become that. */
const continuation = /^(?: {2,}|\t|[-*+](?: |$)|\d{1,9}(?:[.)](?: |$)|$))/
const listItem = /^ {0,3}(?:[-*+] |\d{1,9}[.)] )/
const footnote = /^ {0,3}\[\^[^\]]+\]:/m
const definition = /^ {0,3}\[[^\]^][^\]]*\]:[ \t]*\S+.*$/gm

/**
 * Markdown cut at the empty lines between its top-level blocks, so that each can be parsed by itself and only the last one again while
 * text arrives. Joined, the blocks are the text. A list stays whole, or its numbers would start anew; so does text with footnotes.
 */
export function splitBlocks(text: string): string[] {
  if (footnote.test(text)) return [text]
  const blocks: string[] = []
  let block = ''
  let open: string | null = null
  let inList = false
  let afterBlank = false
  for (const line of text.split(/(?<=\n)/)) {
    if (open === null && afterBlank && !blank.test(line) && !(inList && continuation.test(line))) {
      blocks.push(block)
      block = ''
      inList = false
    }
    const mark = fence.exec(line)?.[1]
    if (open !== null) {
      if (mark?.startsWith(open) && blank.test(line.slice(line.indexOf(mark) + mark.length))) open = null
    } else if (mark) open = mark
    else if (listItem.test(line)) inList = true
    afterBlank = open === null && blank.test(line)
    block += line
  }
  if (block) blocks.push(block)
  return blocks
}

/** `[name]: address` lines, which blocks elsewhere in the text refer to; empty where there are none. */
export function findDefinitions(text: string): string {
  return (text.match(definition) ?? []).join('\n')
}
