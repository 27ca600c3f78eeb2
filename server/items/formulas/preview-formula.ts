import { desc, sql } from 'drizzle-orm'
import type { Language } from '#shared/errors.ts'
import type { Field } from '#shared/fields.ts'
import { FORMULA_SAMPLE, type FormulaPreview, type PreviewFormula } from '#shared/formulas.ts'
import type { Actor } from '#shared/permissions.ts'
import { FormulaError } from '../../collections/formulas/parse.ts'
import { readFormulas, resultOf } from '../../collections/formulas/settle.ts'
import { findCollection } from '../../collections/queries.ts'
import type { Db } from '../../db/engine.ts'
import { inTrash } from '../order.ts'
import { items } from '../tables.ts'
import { formulaColumn } from './compile.ts'

/** What a formula would give, or what is wrong with it. @throws COLLECTION_NOT_FOUND */
export async function previewFormula(db: Db, actor: Actor, slug: string, { formula, key = '' }: PreviewFormula, language: Language): Promise<FormulaPreview> {
  const collection = await findCollection(db, actor, slug)
  const fields = collection.fields.map((field): Field => (field.key === key ? { ...field, type: 'formula', formula } : field))
  const wrong = (at: number, message: string): FormulaPreview => ({ problem: { at, message }, result: null, sample: [] })
  const read = readFormulas(fields)
  try {
    const result = resultOf(read({ key, formula }))
    for (const other of fields) {
      const problem = other.type === 'formula' && other.key !== key ? problemOf(other, read) : undefined
      if (problem) return wrong(0, `${other.name}${language === 'en' ? ': ' : '：'}${problem.words[language]}`)
    }
    const rows = await db
      .select({ item_id: items.id, name: items.name, value: sql<unknown>`to_jsonb(${formulaColumn({ key, formula }, fields)})` })
      .from(items)
      .where(inTrash(false, sql`${collection.id}::uuid`))
      .orderBy(desc(items.createdAt), desc(items.id))
      .limit(FORMULA_SAMPLE)
    return { problem: null, result, sample: rows.map((row) => ({ ...row, value: row.value ?? null })) }
  } catch (error) {
    if (error instanceof FormulaError) return wrong(error.at, error.words[language])
    throw error
  }
}

/** Of a formula that names this one. */
function problemOf(field: Field, read: ReturnType<typeof readFormulas>): FormulaError | undefined {
  try {
    read(field)
    return undefined
  } catch (error) {
    if (error instanceof FormulaError) return error
    throw error
  }
}
