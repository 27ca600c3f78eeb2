import type { Attachment } from '#shared/attachments.ts'
import type { Row } from './buildRows.ts'

const LINE_PX = 24
const LINE_CHARACTERS = 85
const WAITING_PX = 76
/** A row of images, or of other files, above a question. */
const IMAGES_PX = 104
const FILES_PX = 56
/** Of a short question and a longer answer the middle; where nothing is known, nothing better is. */
const UNKNOWN_PX = 180
/** An answer of many screens is no help in guessing the others. */
const LONGEST_PX = 2_000

/**
 * Heights of rows before they have been drawn: near enough that the scroll bar does not wander. What was said of a row once stands, also
 * when more is known of it later: what lies above the reader must not move before it is measured.
 */
export function estimateHeights() {
  const said: number[] = []
  let unknown: number | null = null
  return (rows: readonly Row[], at: number): number => {
    unknown ??= averageHeight(rows)
    const row = rows[at]
    return (said[at] ??= row && row.type !== 'gap' ? guessHeight(row) : unknown)
  }
}

function averageHeight(rows: readonly Row[]): number {
  const known = rows.filter((row) => row.type !== 'gap')
  return known.length === 0 ? UNKNOWN_PX : known.reduce((sum, row) => sum + Math.min(LONGEST_PX, guessHeight(row)), 0) / known.length
}

const filesHeight = (attachments: readonly Attachment[]) =>
  attachments.length === 0 ? 0 : attachments.some(({ kind }) => kind === 'image') ? IMAGES_PX : FILES_PX

function guessHeight(row: Row): number {
  if (row.type === 'waiting' || row.type === 'gap') return WAITING_PX
  if (row.type === 'compared') return LONGEST_PX / 4
  const text = row.type === 'question' ? row.content : row.message.content
  let lines = 0
  for (const line of text.split('\n')) lines += Math.max(line ? 1 : 0.4, Math.ceil(line.length / LINE_CHARACTERS))
  return (row.type === 'question' ? 64 + filesHeight(row.attachments) : 82) + lines * LINE_PX
}
