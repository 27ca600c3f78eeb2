import type { z } from 'zod'
import { fold, plainNumber, splitValues } from './cell-text.ts'
import type { Language } from './errors.ts'
import { type Field, normalizeValue, valueSchema } from './fields.ts'
import { readCheckbox } from './read-checkbox.ts'
import { type DayOrder, readDate, toMoment } from './read-date.ts'
import { readNumber } from './read-number.ts'

/** What stands in a cell. A text is as it was written; a day or a moment of a sheet is ISO 8601 without an offset. JSON's lists and objects come as they are. */
export type Cell = string | number | boolean | null | object
export type Words = Record<Language, string>
/** What a schema has against a value; whoever reads files and whoever pastes have their own sentences for it. */
export type Describe = (schema: z.ZodType, value: unknown) => Words

export type ConvertOptions = {
  /** Which comes first in 12/1/2026; by what suggestMapping found, or who imports said. */
  dayOrder?: DayOrder
  /** Of clocks without an offset: an IANA name; UTC where nothing is said. */
  zone?: string
  /** The id of a person or of an item that a text names; ids themselves need nobody. */
  lookUp?: (field: Field, text: string) => string | undefined
}

/** A value as the field has it, null for none; or why there is none. */
export type Converted = { value: unknown } | { refused: Words }

const refuse = (en: string, zh: string): Converted => ({ refused: { en, 'zh-CN': zh } })
const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text)

/** A cell as text; null for a list or an object, which have none. */
function textOf(cell: Cell): string | null {
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return plainNumber(cell)
  return typeof cell === 'boolean' ? String(cell) : null
}

type Convert = (cell: Exclude<Cell, null>, text: string) => Converted

/**
 * What turns the cells of a column into values of a field. What the field's own schema refuses is refused here, in its words; nothing is
 * rounded, cut or guessed.
 */
export function converterOf(field: Field, describe: Describe, options: ConvertOptions = {}): (cell: Cell) => Converted {
  const schema = valueSchema(field)
  const read = readerOf(field, options)
  return (cell) => {
    if (cell === null || cell === '') return { value: null }
    const text = textOf(cell)
    if (text === null && !Array.isArray(cell)) return refuse('There is an object here, not a value.', '此处是对象，不是值。')
    // Nothing but spaces is nothing, except in a text, where they may be meant.
    if (text?.trim() === '' && field.type !== 'text' && field.type !== 'long_text') return { value: null }
    const converted = read(cell, text ?? '')
    if ('refused' in converted || schema.safeParse(converted.value).success) {
      return 'refused' in converted ? converted : { value: normalizeValue(field, converted.value) }
    }
    return { refused: describe(schema, converted.value) }
  }
}

function readerOf(field: Field, options: ConvertOptions): Convert {
  switch (field.type) {
    case 'number':
    case 'currency':
      return numberReader(field)
    case 'checkbox':
      return (cell, text) => {
        const value = typeof cell === 'boolean' ? cell : readCheckbox(text)
        return value === null ? refuse(`“${shorten(text)}” is neither yes nor no.`, `“${shorten(text)}”既不是“是”也不是“否”。`) : { value }
      }
    case 'date':
    case 'date_time':
      return dateReader(field, options)
    case 'select':
      return choiceReader(field)
    case 'multi_select':
    case 'person':
    case 'relation':
      return listReader(field, options)
    case 'attachment':
      return () => refuse('Files are not taken from a file or a paste; attach them to the item.', '附件不能从文件或粘贴导入，请在记录中添加。')
    case 'url':
    case 'email':
      return (cell, text) => (Array.isArray(cell) ? noList : { value: text.trim() })
    case 'formula':
      return () => refuse('What a formula computes is not written.', '公式字段由系统计算，不能写入。')
    case 'text':
    case 'long_text':
      return (cell, text) => (Array.isArray(cell) ? noList : { value: text })
  }
}

const noList = refuse('There is a list here; the field has one value.', '此处是列表，该字段只能有一个值。')

function numberReader({ type, currency: own = 'CNY' }: Field): Convert {
  return (cell, text) => {
    if (typeof cell === 'number') return { value: cell }
    const read = typeof cell === 'string' ? readNumber(text) : null
    if (!read) return refuse(`“${shorten(text)}” is no number.`, `“${shorten(text)}”不是数字。`)
    // ¥ is Japan's too.
    const same = read.currency === null || read.currency === own || (own === 'JPY' && /[¥￥]/.test(text))
    if (type === 'currency' && !same)
      return refuse(`“${shorten(text)}” is in ${read.currency}, the field in ${own}.`, `“${shorten(text)}”的货币为 ${read.currency}，字段为 ${own}。`)
    return { value: read.value }
  }
}

function dateReader({ type }: Field, { dayOrder = 'month_first', zone = 'UTC' }: ConvertOptions): Convert {
  return (_cell, text) => {
    const read = readDate(text, dayOrder)
    if (!read) return refuse(`“${shorten(text)}” is no day that there is.`, `“${shorten(text)}”不是有效的日期。`)
    if (type === 'date_time') return { value: toMoment(read, zone) }
    if (read.time !== null && !read.time.startsWith('00:00:00.000'))
      return refuse(`“${shorten(text)}” has a time, which the field cannot hold.`, `“${shorten(text)}”带有时间，该字段无法保存。`)
    return { value: read.date }
  }
}

/** By its label, or by the only one that differs in case, width or spaces. */
function choiceReader({ choices = [] }: Field): Convert {
  const labels = new Set(choices.map(({ label }) => label))
  const folded = Map.groupBy(labels, fold)
  return (cell, text) => {
    if (Array.isArray(cell)) return noList
    if (labels.has(text)) return { value: text }
    const [only, another] = folded.get(fold(text)) ?? []
    if (only !== undefined && another === undefined) return { value: only }
    return refuse(`“${shorten(text)}” is none of the choices.`, `“${shorten(text)}”不在选项中。`)
  }
}

function listReader(field: Field, { lookUp }: ConvertOptions): Convert {
  const choice = choiceReader(field)
  const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  function one(text: string): Converted {
    if (field.type === 'multi_select') return choice(text, text)
    const found = id.test(text) ? text.toLowerCase() : lookUp?.(field, text)
    return found === undefined ? refuse(`“${shorten(text)}” was not found.`, `找不到“${shorten(text)}”。`) : { value: found }
  }
  return (cell, text) => {
    const parts = Array.isArray(cell) ? cell.map(String) : splitValues(text)
    if (parts === null) return refuse('A quotation mark is not closed.', '引号没有结束。')
    if (parts.length === 0) return { value: null }
    const values = parts.map(one)
    const refused = values.find((value) => 'refused' in value)
    if (!refused) return { value: values.map((value) => ('value' in value ? value.value : null)) }
    // A name with a comma in it, not put in quotes.
    const whole = parts.length > 1 ? one(text.trim()) : refused
    return 'value' in whole ? { value: [whole.value] } : refused
  }
}
