import type { Words } from '#shared/convert-cell.ts'
import { type Field, FormulaResult } from '#shared/fields.ts'
import { FORMULAS_MAX } from '#shared/formulas.ts'
import { type AppError, appError } from '../../errors.ts'
import { checkFormula, kindNames, type Scope, type Typed } from './check.ts'
import { FormulaError, type Node, parseFormula } from './parse.ts'

/** A text is read once, however many requests compute it; so many of them are remembered. */
const REMEMBERED = 1000
const known = new Map<string, Node>()

function parsed(formula: string): Node {
  const before = known.get(formula)
  if (before) return before
  const node = parseFormula(formula)
  const [oldest] = known.keys()
  if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest)
  known.set(formula, node)
  return node
}

/** Formulas of fields that do not change any more, read and checked; each when it is first asked for. @throws FormulaError */
export function readFormulas(fields: readonly Field[]): (field: Pick<Field, 'key' | 'formula'>) => Typed {
  const done = new Map<string, Typed>()
  const open = new Set<string>()
  const scope: Scope = { fields, formula: named }
  /** What is wrong with a formula that is named is said where it is named. */
  function named(field: Field, at: number): Typed {
    if (open.has(field.key)) throw new FormulaError(at, `${field.key} would be computed from itself.`, `${field.key} 会由自身计算得出。`)
    try {
      return read(field)
    } catch (error) {
      throw error instanceof FormulaError ? new FormulaError(at, error.words.en, error.words['zh-CN']) : error
    }
  }
  function read(field: Pick<Field, 'key' | 'formula'>): Typed {
    const before = done.get(field.key)
    if (before) return before
    open.add(field.key)
    try {
      const typed = ofResult(checkFormula(parsed(field.formula ?? ''), scope))
      done.set(field.key, typed)
      return typed
    } finally {
      open.delete(field.key)
    }
  }
  return read
}

/** What a field can show. */
function ofResult(typed: Typed): Typed {
  if (typed.gives === 'blank') throw new FormulaError(typed.at, 'This is always empty.', '结果总是为空。')
  if (FormulaResult.safeParse(typed.gives).success) return typed
  const { en, 'zh-CN': zh } = kindNames[typed.gives]
  throw new FormulaError(typed.at, `This gives ${en}; COUNT or CONCAT make one value of it.`, `结果是${zh}，可用 COUNT 或 CONCAT 得到单个值。`)
}

export const resultOf = ({ gives }: Typed): FormulaResult => FormulaResult.parse(gives)

const withPlace = ({ at, words }: FormulaError) => ({ en: `Character ${at + 1}: ${words.en}`, 'zh-CN': `第 ${at + 1} 个字符：${words['zh-CN']}` })

/**
 * The fields of a collection as they will be, each formula with what it gives.
 * @param at of a field that is being changed, where its mistakes belong; undefined for one that was right before
 * @throws VALIDATION_FAILED for a mistake in a formula, FIELD_IN_USE where a formula that was right is so no longer, FORMULAS_FULL
 */
export function settleFormulas(fields: readonly Field[], at: (field: Field) => string | undefined): Field[] {
  const formulas = fields.filter(({ type }) => type === 'formula')
  if (formulas.length === 0) return [...fields]
  if (formulas.length > FORMULAS_MAX) throw appError('FORMULAS_FULL')
  const read = readFormulas(fields)
  const results = new Map<Field, FormulaResult>()
  // First what is being changed: where others name it, the mistake is still its own.
  for (const field of formulas.toSorted((one, other) => Number(at(one) === undefined) - Number(at(other) === undefined))) {
    try {
      results.set(field, resultOf(read(field)))
    } catch (error) {
      throw error instanceof FormulaError ? refusal(field, at(field), withPlace(error)) : error
    }
  }
  return fields.map((field) => {
    const result = results.get(field)
    return result === undefined ? field : { ...field, result }
  })
}

function refusal(field: Field, path: string | undefined, message: Words): AppError {
  if (path !== undefined) return appError('VALIDATION_FAILED', { details: [{ path, message }] })
  const named = { en: `${field.name}: ${message.en}`, 'zh-CN': `${field.name}：${message['zh-CN']}` }
  return appError('FIELD_IN_USE', { details: [{ path: field.key, message: named }] })
}
