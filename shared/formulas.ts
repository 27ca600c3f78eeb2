import { z } from 'zod'
import { success } from './envelope.ts'
import { type Field, FieldKey, type FieldType, FORMULA_MAX, FormulaResult } from './fields.ts'
import { Id, text } from './text.ts'

/** Of one collection: each of them is computed with every row that is read. */
export const FORMULAS_MAX = 50
/** Parts of a formula, with those of the formulas that it names. */
export const FORMULA_SIZE_MAX = 300
export const FORMULA_DEPTH_MAX = 60

/** What a formula may call. What each of them takes is said in server/collections/formulas/functions.ts, to people in docs/formulas.md and on the page. */
export const formulaFunctions = [
  'IF',
  'AND',
  'OR',
  'NOT',
  'ISBLANK',
  'COALESCE',
  'BLANK',
  'ROUND',
  'ROUNDUP',
  'ROUNDDOWN',
  'INT',
  'ABS',
  'SQRT',
  'MOD',
  'SUM',
  'MIN',
  'MAX',
  'VALUE',
  'COUNT',
  'CONCAT',
  'LEFT',
  'RIGHT',
  'MID',
  'LEN',
  'UPPER',
  'LOWER',
  'TRIM',
  'SUBSTITUTE',
  'CONTAINS',
  'TEXT',
  'DATE',
  'DATEVALUE',
  'YEAR',
  'MONTH',
  'DAY',
  'WEEKDAY',
  'DATEADD',
  'DATEDIF',
] as const
export type FormulaFunction = (typeof formulaFunctions)[number]

/** Rows that a preview computes. */
export const FORMULA_SAMPLE = 5

export const PreviewFormula = z
  .strictObject({
    formula: text(0, FORMULA_MAX),
    key: FieldKey.optional().describe('Of the field that has or will have the formula, which it cannot name.'),
  })
  .meta({ id: 'PreviewFormula' })
export type PreviewFormula = z.infer<typeof PreviewFormula>

export const FormulaPreview = z
  .object({
    problem: z
      .object({ at: z.int().min(0).describe('The place, in UTF-16 units from 0.'), message: z.string() })
      .nullable()
      .describe('What is wrong with it; null where nothing is.'),
    result: FormulaResult.nullable().describe('What it gives; null where it gives nothing.'),
    sample: z.array(z.object({ item_id: Id, name: z.string(), value: z.unknown() })).describe(`What it gives for the newest ${FORMULA_SAMPLE} items.`),
  })
  .meta({ id: 'FormulaPreview' })
export type FormulaPreview = z.infer<typeof FormulaPreview>
export const FormulaPreviewEnvelope = success('FormulaPreviewEnvelope', FormulaPreview)

/** A type that values are of. */
export type ValueType = Exclude<FieldType, 'formula'>

/** As what the values of a field are shown, compared and written into files: those of a formula as what it gives. */
export function valueType({ type, result, currency }: Pick<Field, 'type' | 'result' | 'currency'>): ValueType {
  if (type !== 'formula') return type
  return result === 'number' && currency !== undefined ? 'currency' : (result ?? 'text')
}
