/** An opening fence, also within a list or a quotation. */
const opening = /^(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t]){0,100}(`{3,}(?=[^`]*$)|~{3,})/
const closing = /^[ \t>]{0,100}(`{3,}|~{3,})[ \t]*$/

/** The fence that a line opens a block of code with, or nothing. */
export const readFenceMark = (line: string): string => opening.exec(line.trimEnd())?.[1] ?? ''

/** Whether a line closes the block that was opened with `mark`. */
export const isFenceEnd = (line: string, mark: string): boolean => closing.exec(line.trimEnd())?.[1]?.startsWith(mark) ?? false
