import type { FieldFigures } from '#shared/aggregates.ts'
import { useFormats } from '../../i18n/format.ts'
import type { Column } from '../columns.ts'
import { type Summary, summaryText } from './summaries.ts'

/** In pixels, of a cell with a figure, at both sides and its line. */
export const PADDING = 21
/** In pixels, about: what a character takes of a line. */
const WIDE = 14.5
const DIGIT = 8.6
const POINT = 4.5

export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += /[\u2e80-\uffef]/.test(character) ? WIDE : /[.,: ]/.test(character) ? POINT : DIGIT
  return width
}

type Props = { column: Column; summary: Summary; figures: FieldFigures; room: number }

/** What a column comes to. Where there is no room for all of its digits it is rounded, and told in full to who asks: a part of a number is another number. */
export function FigureText({ column, summary, figures, room }: Props) {
  const formats = useFormats()
  const whole = summaryText(column, summary, figures, formats)
  const short = widthOf(whole) <= room ? whole : summaryText(column, summary, figures, formats, true)
  if (short === whole) return <span className="min-w-0 truncate">{whole}</span>
  return (
    <span data-tip={whole} className="min-w-0 truncate">
      <span aria-hidden="true">{short}</span>
      <span className="sr-only">{whole}</span>
    </span>
  )
}
