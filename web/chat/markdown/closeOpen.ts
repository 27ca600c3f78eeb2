const unfinishedImage = /!\[[^\]\n]*(?:\](?:\([^)\n]*)?)?$/
const unfinishedLink = /\[([^\]\n]*)(?:\]\([^)\n]*)?$/
const fenced = /^ {0,3}(?:```|~~~)/

/**
 * The last block of a growing text, with what is still open closed: otherwise the reader would see an address being spelled out,
 * asterisks that turn into bold, and pipes that turn into a table.
 */
export function closeOpen(block: string): string {
  if (fenced.test(block)) return block
  // A table is one from its second line on.
  if (/^ {0,3}\|/.test(block) && !/\n.*\n/.test(block)) return ''
  let text = block.replace(unfinishedImage, '').replace(unfinishedLink, '$1')
  const spans = text.split('`')
  // Within open code there are no other marks.
  if (spans.length % 2 === 0) return spans.at(-1) ? `${text}\`` : text.slice(0, -1)
  text = text.replace(/(?:^|[^*])\*{1,2}$/, (mark) => mark.replace(/\*+$/, ''))
  const prose = text
    .split('`')
    .filter((_, index) => index % 2 === 0)
    .join('')
  return prose.split('**').length % 2 === 0 ? `${text.trimEnd()}**` : text
}
