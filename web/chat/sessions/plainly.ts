/** A piece of Markdown as a line to skim: without its marks, which a piece of it may open and not close. */
export const plainly = (markdown: string): string =>
  markdown
    .replaceAll(/`{3,}[\w+#-]*/g, ' ')
    .replaceAll(/[\s|:]*-{3,}[\s|:-]*/g, ' ')
    .replaceAll(/\s*\|[\s|]*/g, ' · ')
    .replaceAll(/\*\*|__|~~|`/g, '')
    .replaceAll(/(^|\s)#{1,6}(?=\s)/g, '$1')
    .replaceAll(/\s+/g, ' ')
