import { plainNumber, splitValues } from '#shared/cell-text.ts'
import type { Cell, Words } from '#shared/convert-cell.ts'
import { type CreateField, currencyDecimals, DECIMALS_MAX, FIELD_TEXT_MAX, NUMBER_DIGITS_MAX } from '#shared/fields.ts'
import { readCheckbox } from '#shared/read-checkbox.ts'
import { type DayOrder, readDate } from '#shared/read-date.ts'
import { readNumber } from '#shared/read-number.ts'

/** So few different values, and each so often on average, are choices and not texts. */
const CHOICES_MAX = 50
const TIMES_EACH = 3
const CHOICE_LENGTH_MAX = 60
/** Of fewer values nothing can be said. */
const CHOICES_FROM = 6
/** Where nearly all are of one type, somebody has to know of the others. */
const NEARLY = 0.9

export type Suggested = { field: Omit<CreateField, 'name'>; dayOrder?: DayOrder; notes: Words[] }

type Sample = { cells: Exclude<Cell, null>[]; texts: string[] }
type Guess = (sample: Sample) => Suggested | null

/** What a column of a file is, by its first cells: what all of them are, or text. */
export function suggestType(cells: readonly Cell[]): Suggested {
  const filled = cells.flatMap((cell) => (cell === null || (typeof cell === 'string' && cell.trim() === '') ? [] : [cell]))
  const texts = filled.map((cell) => (typeof cell === 'number' ? plainNumber(cell) : typeof cell === 'object' ? JSON.stringify(cell) : String(cell)).trim())
  const sample = { cells: filled, texts }
  if (texts.length === 0) return { field: { type: 'text' }, notes: [{ en: 'The first rows have no value here.', 'zh-CN': '前面的行在此列没有值。' }] }
  for (const guess of guesses) {
    const suggested = guess(sample)
    if (suggested) return suggested
  }
  const spoiled = nearly(texts)
  // Numbers with a word among them are no choices.
  const chosen = spoiled.length === 0 ? (select(sample) ?? multiSelect(sample)) : null
  if (chosen) return chosen
  const long = texts.some((text) => text.length > FIELD_TEXT_MAX || /[\r\n]/.test(text))
  return { field: { type: long ? 'long_text' : 'text' }, notes: spoiled }
}

const all = (texts: readonly string[], is: (text: string) => boolean) => texts.every(is)

/** What spoils a column that would be of numbers or days. */
function nearly(texts: readonly string[]): Words[] {
  const kinds: [is: (text: string) => boolean, en: string, zh: string][] = [
    [(text) => readNumber(text) !== null && !isCode(text), 'numbers', '数字'],
    [(text) => readDate(text, 'month_first') !== null || readDate(text, 'day_first') !== null, 'days', '日期'],
  ]
  for (const [is, en, zh] of kinds) {
    const others = texts.filter((text) => !is(text))
    if (others.length === 0 || others.length > texts.length * (1 - NEARLY)) continue
    const first = others[0]?.slice(0, 40) ?? ''
    return [
      {
        en: `Nearly all are ${en}; ${others.length} of ${texts.length} are not, as “${first}”.`,
        'zh-CN': `几乎都是${zh}；${texts.length} 个中有 ${others.length} 个不是，例如“${first}”。`,
      },
    ]
  }
  return []
}

/** Digits that are a name and no amount: with a zero in front, or more of them than a number keeps. */
const isCode = (text: string) => /^0\d/.test(text) || text.replaceAll(/\D/g, '').length > NUMBER_DIGITS_MAX || /^1[3-9]\d{9}$/.test(text)

const checkbox: Guess = ({ cells, texts }) =>
  cells.every((cell, at) => typeof cell === 'boolean' || (readCheckbox(texts[at] ?? '') !== null && !/^\d$/.test(texts[at] ?? '')))
    ? { field: { type: 'checkbox' }, notes: [] }
    : null

const number: Guess = ({ cells, texts }) => {
  const read = texts.map(readNumber)
  if (!read.every((one) => one !== null)) return null
  if (cells.some((cell, at) => typeof cell === 'string' && isCode(texts[at] ?? ''))) {
    const words = {
      en: 'These digits are kept as text: as numbers they would lose their zeros or their last digits.',
      'zh-CN': '按文本保存：作为数字会丢失前导零或末位数字。',
    }
    return { field: { type: 'text' }, notes: [words] }
  }
  const currencies = new Set(read.flatMap(({ currency }) => currency ?? []))
  const [currency] = currencies
  if (currencies.size > 1) {
    const words = { en: `There are amounts of several currencies: ${[...currencies].join(', ')}.`, 'zh-CN': `存在多种货币：${[...currencies].join('、')}。` }
    return { field: { type: 'text' }, notes: [words] }
  }
  if (currency === undefined) {
    const percents = read.filter(({ percent }) => percent).length
    const notes: Words[] = percents > 0 ? [{ en: 'Percents become fractions: 12% is 0.12.', 'zh-CN': '百分数转换为小数：12% 为 0.12。' }] : []
    return { field: { type: 'number' }, notes }
  }
  const fits = read.every(({ value }) => Number(value.toFixed(currencyDecimals(currency))) === value)
  if (!fits)
    return {
      field: { type: 'number', decimals: DECIMALS_MAX },
      notes: [{ en: `The amounts have more decimals than ${currency}.`, 'zh-CN': `金额的小数位数超过 ${currency} 的规定。` }],
    }
  const yen: Words[] =
    currency === 'CNY' && texts.some((text) => /[¥￥]/.test(text))
      ? [{ en: '¥ is read as yuan; choose JPY where it is yen.', 'zh-CN': '¥ 按人民币识别；如为日元请改为 JPY。' }]
      : []
  return { field: { type: 'currency', currency }, notes: yen }
}

const date: Guess = ({ texts }) => {
  const orders = (['month_first', 'day_first'] as const).filter((order) => all(texts, (text) => readDate(text, order) !== null))
  const [dayOrder] = orders
  if (dayOrder === undefined) return null
  const read = texts.flatMap((text) => readDate(text, dayOrder) ?? [])
  const open = orders.length === 2 && read.some(({ numbers }) => numbers !== null && numbers[0] !== numbers[1])
  const type = read.some(({ time }) => time !== null && !time.startsWith('00:00:00.000')) ? 'date_time' : 'date'
  const notes: Words[] = []
  if (open) {
    const example = texts.find((text) => /^\d{1,2}[/-]/.test(text)) ?? ''
    notes.push({
      en: `Nothing says whether “${example}” has the month or the day first; the month is taken.`,
      'zh-CN': `无法判断“${example}”是月在前还是日在前，暂按月在前处理。`,
    })
  }
  if (type === 'date_time' && read.some(({ offset }) => offset === null))
    notes.push({ en: 'The times have no zone of their own: the zone of the import counts.', 'zh-CN': '时间不带时区，按导入所选的时区处理。' })
  return { field: { type }, ...(read.some(({ numbers }) => numbers !== null) ? { dayOrder } : {}), notes }
}

const url: Guess = ({ texts }) => (all(texts, (text) => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)) ? { field: { type: 'url' }, notes: [] } : null)
const email: Guess = ({ texts }) =>
  all(texts, (text) => text.length <= 320 && /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(text)) ? { field: { type: 'email' }, notes: [] } : null

const onlySample: Words = {
  en: 'The choices are those of the first rows; what else comes is refused unless it is added.',
  'zh-CN': '选项取自前面的行；其余值须先添加为选项。',
}
const areChoices = (labels: ReadonlySet<string>, times: number) =>
  times >= CHOICES_FROM &&
  labels.size <= CHOICES_MAX &&
  labels.size * TIMES_EACH <= times &&
  all([...labels], (label) => label.length <= CHOICE_LENGTH_MAX && !/[\r\n]/.test(label))
const choicesOf = (labels: ReadonlySet<string>) => [...labels].map((label) => ({ label }))

const select: Guess = ({ cells, texts }) => {
  const labels = new Set(texts)
  if (cells.some((cell) => typeof cell === 'object') || !areChoices(labels, texts.length)) return null
  return { field: { type: 'select', choices: choicesOf(labels) }, notes: [onlySample] }
}

const multiSelect: Guess = ({ cells, texts }) => {
  const lists = cells.map((cell, at) => (Array.isArray(cell) ? cell.map(String) : splitValues(texts[at] ?? '')))
  if (!lists.every((list) => list !== null) || !lists.some((list) => list.length > 1) || lists.some((list) => new Set(list).size !== list.length)) return null
  const labels = new Set(lists.flat().map((label) => label.trim()))
  return areChoices(labels, lists.flat().length) ? { field: { type: 'multi_select', choices: choicesOf(labels) }, notes: [onlySample] } : null
}

/** In this order: 20261201 is a day before it is a number. */
const guesses: Guess[] = [checkbox, date, number, url, email]
