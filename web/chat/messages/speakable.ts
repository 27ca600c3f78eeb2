/** Up to the last end of a sentence or line; the rest is still being written. */
export function lastSentenceEnd(text: string): number {
  let end = 0
  for (const match of text.matchAll(/[。！？!?\n]|\.(?=\s)/g)) end = match.index + match[0].length
  return end
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
