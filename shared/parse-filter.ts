import type { Language } from './errors.ts'
import { type Condition, FILTER_CONDITIONS_MAX, FILTER_DEPTH_MAX, FILTER_TEXT_MAX, Filter, type Operator, operators, type Scalar, sizeOf } from './filter.ts'

/** Where a filter cannot be read, and why. `at` counts UTF-16 units. */
export class FilterError extends Error {
  readonly words: Record<Language, string>
  readonly at: number
  constructor(words: Record<Language, string>, at: number) {
    super(words.en)
    this.name = 'FilterError'
    this.words = words
    this.at = at
  }
}

const wrong = {
  quote: { en: 'A quotation mark is missing.', 'zh-CN': '缺少引号。' },
  unreadable: { en: 'This cannot be read.', 'zh-CN': '无法解析。' },
  long: { en: `A filter has at most ${FILTER_TEXT_MAX} characters.`, 'zh-CN': `筛选条件最多 ${FILTER_TEXT_MAX} 个字符。` },
  deep: { en: `A filter is at most ${FILTER_DEPTH_MAX} levels deep.`, 'zh-CN': `筛选条件最多嵌套 ${FILTER_DEPTH_MAX} 层。` },
  many: { en: `A filter has at most ${FILTER_CONDITIONS_MAX} conditions.`, 'zh-CN': `筛选条件最多 ${FILTER_CONDITIONS_MAX} 项。` },
  field: { en: 'The key of a field is missing.', 'zh-CN': '缺少字段键名。' },
  operator: { en: 'What is asked of the field is missing.', 'zh-CN': '缺少比较方式。' },
  value: { en: 'A value is missing.', 'zh-CN': '缺少值。' },
  more: { en: 'This does not belong here.', 'zh-CN': '此处有多余内容。' },
} satisfies Record<string, Record<Language, string>>

type Token = { kind: 'word' | 'text' | 'sign' | 'end'; text: string; at: number }

/** Words are keys, operators, numbers, days; texts stand in quotes, in which a quote and a backslash have a backslash before them. */
const token = /\s*(?:"((?:[^"\\]|\\["\\])*)"|(<=|>=|!=|[=<>(),])|([^\s"=<>!(),]+))/y
const signs = new Set<string>(['=', '!=', '<', '<=', '>', '>='])

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  token.lastIndex = 0
  for (;;) {
    const at = token.lastIndex
    const rest = text.slice(at)
    const before = at + (rest.length - rest.trimStart().length)
    if (before === text.length) return [...tokens, { kind: 'end', text: '', at: before }]
    const found = token.exec(text)
    if (!found) throw new FilterError(text[before] === '"' ? wrong.quote : wrong.unreadable, before)
    const [, said, sign, word] = found
    if (said !== undefined) tokens.push({ kind: 'text', text: said.replaceAll(/\\(["\\])/g, '$1'), at: before })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at: before })
    else tokens.push({ kind: 'word', text: word ?? '', at: before })
  }
}

/**
 * Reads a filter as people write it: `state = "进行中" and (revenue >= 1000 or not tags any ("vip", "new")) and due < 2026-12-01 and owner empty`.
 * @throws FilterError
 */
export function parseFilter(text: string): Filter {
  if (text.length > FILTER_TEXT_MAX) throw new FilterError(wrong.long, FILTER_TEXT_MAX)
  const tokens = tokensOf(text)
  let place = 0
  const now = () => tokens[place] ?? { kind: 'end' as const, text: '', at: text.length }
  const take = () => {
    const taken = now()
    place++
    return taken
  }
  const isWord = (word: string) => now().kind === 'word' && now().text.toLowerCase() === word
  const isSign = (sign: string) => now().kind === 'sign' && now().text === sign
  const expectSign = (sign: string) => {
    if (!isSign(sign)) throw new FilterError({ en: `A ${sign} is missing.`, 'zh-CN': `缺少 ${sign}。` }, now().at)
    take()
  }

  function joined(word: 'and' | 'or', part: (depth: number) => Filter, depth: number): Filter {
    const parts = [part(depth)]
    while (isWord(word)) {
      take()
      parts.push(part(depth))
    }
    const [only] = parts
    return parts.length === 1 && only ? only : word === 'and' ? { and: parts } : { or: parts }
  }
  const either = (depth: number): Filter => joined('or', (below) => joined('and', single, below), depth)

  function single(depth: number): Filter {
    // Before the schema sees it: what calls itself would follow any depth.
    if (depth > 4 * FILTER_DEPTH_MAX) throw new FilterError(wrong.deep, now().at)
    if (isWord('not')) {
      take()
      return { not: single(depth + 1) }
    }
    if (isSign('(')) {
      take()
      const inner = either(depth + 1)
      expectSign(')')
      return inner
    }
    return condition()
  }

  function condition(): Condition {
    const field = take()
    if (field.kind !== 'word' || !/^[a-z][a-z0-9_]*$/.test(field.text)) throw new FilterError(wrong.field, field.at)
    const operator = take()
    const op = operators.find((one): one is Operator => one === operator.text.toLowerCase())
    if (op === undefined || (operator.kind === 'sign') !== signs.has(op)) throw new FilterError(wrong.operator, operator.at)
    if (op === 'empty') return { field: field.text, op }
    if (!isSign('(')) return { field: field.text, op, value: scalar() }
    take()
    const values = [scalar()]
    while (isSign(',')) {
      take()
      values.push(scalar())
    }
    expectSign(')')
    return { field: field.text, op, value: values }
  }

  function scalar(): Scalar {
    const { kind, text: said, at } = take()
    if (kind === 'text') return said
    if (kind !== 'word') throw new FilterError(wrong.value, at)
    if (said === 'true' || said === 'false') return said === 'true'
    // What begins with a zero is a number of some other kind: of a telephone, of an article.
    return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(said) && said.length <= 16 ? Number(said) : said
  }

  const filter = either(1)
  if (now().kind !== 'end') throw new FilterError(wrong.more, now().at)
  return checkFilter(filter)
}

/** A filter from anywhere, as a tree. @throws FilterError */
export function checkFilter(input: unknown): Filter {
  const { depth, conditions } = sizeOf(input)
  if (depth > FILTER_DEPTH_MAX) throw new FilterError(wrong.deep, 0)
  if (conditions > FILTER_CONDITIONS_MAX) throw new FilterError(wrong.many, 0)
  const checked = Filter.safeParse(input)
  if (!checked.success) throw new FilterError(wrong.unreadable, 0)
  return checked.data
}

/** A filter as people write it; parseFilter reads the same filter from it. */
export function printFilter(filter: Filter): string {
  if ('and' in filter) return filter.and.map((part) => inner(part, 'or' in part || 'and' in part)).join(' and ')
  if ('or' in filter) return filter.or.map((part) => inner(part, 'or' in part)).join(' or ')
  if ('not' in filter) return `not ${inner(filter.not, 'and' in filter.not || 'or' in filter.not)}`
  const { field, op, value } = filter
  if (value === undefined) return `${field} ${op}`
  return `${field} ${op} ${Array.isArray(value) ? `(${value.map(printScalar).join(', ')})` : printScalar(value)}`
}

const inner = (filter: Filter, bracketed: boolean) => (bracketed ? `(${printFilter(filter)})` : printFilter(filter))

/** What would be read as something else stands in quotes; days and moments need none. */
function printScalar(value: Scalar): string {
  if (typeof value !== 'string') return String(value)
  return /^\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`
}
