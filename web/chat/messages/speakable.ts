/** Up to the last end of a sentence or line; the rest, and a block of code that is still open, is being written. */
export function lastSentenceEnd(text: string): number {
  let end = 0
  for (const match of text.matchAll(/[。！？!?\n]|\.(?=\s)/g)) end = match.index + match[0].length
  const fences = [...text.slice(0, end).matchAll(/^ {0,3}(?:```|~~~)/gm)]
  return fences.length % 2 === 0 ? end : (fences.at(-1)?.index ?? end)
}

/** Markdown as one would read it out: code is named instead of spelled, marks are left out. */
export function speakable(markdown: string, codeLabel: string): string {
  return markdown
    .replace(/^ {0,3}(```|~~~)[\s\S]*?(^ {0,3}\1|$(?![\s\S]))/gm, ` ${codeLabel} `)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*\|?[\s:|-]+\|[\s:|-]*$/gm, ' ')
    .replace(/[*_`#>|~]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
