import jsep from 'jsep'
import type { Words } from '#shared/convert-cell.ts'

/** What a formula is made of, before anybody knows what its names mean. `at` is the place in the text. */
export type Node =
  | { kind: 'literal'; at: number; value: string | number | boolean }
  | { kind: 'name'; at: number; name: string }
  /** `operator` of what was written between its arguments, or in front of the only one. */
  | { kind: 'call'; at: number; name: string; operator: boolean; args: Node[] }

/** Why a text is no formula, and where. */
export class FormulaError extends Error {
  readonly at: number
  readonly words: Words
  constructor(at: number, en: string, zh: string) {
    super(en)
    this.at = at
    this.words = { en, 'zh-CN': zh }
  }
}

/** Brackets in brackets, and signs before a value. The parser calls itself for each; a text of two thousand of them is no formula. */
const NESTED_MAX = 40

// The parser's own language is JavaScript's; all of it that is not ours is taken away. Nobody else here uses it.
jsep.removeAllBinaryOps()
jsep.removeAllUnaryOps()
jsep.removeAllLiterals()
jsep.addUnaryOp('-')
for (const [precedence, operators] of [
  [1, 'OR or'],
  [2, 'AND and'],
  [3, '= == != <> < <= > >='],
  [4, '&'],
  [5, '+ -'],
  [6, '* / %'],
] as const)
  for (const operator of operators.split(' ')) jsep.addBinaryOp(operator, precedence)
for (const [name, value] of [
  ['TRUE', true],
  ['FALSE', false],
] as const) {
  jsep.addLiteral(name, value)
  jsep.addLiteral(name.toLowerCase(), value)
}

// It tells no places. Each token is read by asking for it once more from within, so that where it begins is known.
const places = new WeakMap<jsep.Expression, number>()
let within = false
jsep.hooks.add('gobble-token', function place(env) {
  if (within) {
    within = false
    return
  }
  const at = this.index
  within = true
  const node = this.gobbleToken()
  if (node) {
    if (!places.has(node)) places.set(node, at)
    env.node = node
  } else if (this.index !== at) this.throwError('Expected expression')
})

/** @throws FormulaError */
export function parseFormula(formula: string): Node {
  const text = plain(formula)
  if (text.trim() === '') throw new FormulaError(0, 'A formula is missing.', '缺少公式。')
  within = false
  try {
    return toNode(jsep(text))
  } catch (error) {
    if (error instanceof FormulaError) throw error
    throw new FormulaError(Math.min(placeOfError(error), formula.length), ...wordsOf(error))
  }
}

/** Signs as Chinese input methods write them are the same signs, outside of texts. Each stands for one, so that places stay. */
function plain(formula: string): string {
  let text = ''
  let quote = ''
  let open = 0
  let signs = 0
  for (let at = 0; at < formula.length; at++) {
    const sign = formula.charAt(at)
    if (quote !== '') {
      text += sign === '”' && quote === '”' ? '"' : sign
      if (sign === '\\') text += formula.charAt(++at)
      else if (sign === quote) quote = ''
      continue
    }
    const code = sign.charCodeAt(0)
    const same = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : sign === '　' || sign === '\u00a0' ? ' ' : sign === '“' ? '"' : sign
    text += same
    if (same === '"' || same === "'") quote = sign === '“' ? '”' : same
    if (same === '(' || same === '[' || same === '{') open++
    if (same === ')' || same === ']' || same === '}') open--
    if (open > NESTED_MAX) throw new FormulaError(at, `More than ${NESTED_MAX} brackets stand in each other.`, `括号嵌套超过 ${NESTED_MAX} 层。`)
    signs = same === '-' ? signs + 1 : /\s/.test(same) ? signs : 0
    if (signs > NESTED_MAX) throw new FormulaError(at, 'These are too many signs.', '符号过多。')
    if (same === ';') throw new FormulaError(at, 'Arguments are parted by commas.', '参数之间用逗号分隔。')
  }
  const end = text.trimEnd()
  if (end.endsWith(',')) throw new FormulaError(end.length - 1, 'A value is missing here.', '此处缺少值。')
  return end
}

function placeOfError(error: unknown): number {
  const index = error instanceof Error ? Reflect.get(error, 'index') : undefined
  return typeof index === 'number' ? index : 0
}

function wordsOf(error: unknown): [string, string] {
  const said = error instanceof Error ? nameOf(Reflect.get(error, 'description')) : ''
  if (said.startsWith('Unclosed quote')) return ['A quotation mark is not closed.', '引号没有结束。']
  if (/^Unclosed|^Expected [)\]]/.test(said)) return ['A bracket is not closed.', '括号没有结束。']
  if (said.startsWith('Expected comma')) return ['A comma is missing here.', '此处缺少逗号。']
  if (/^Expected|^missing/.test(said)) return ['A value is missing here.', '此处缺少值。']
  return ['This cannot be read.', '无法解析此处。']
}

const foreign = (at: number) => new FormulaError(at, 'This is no part of a formula.', '公式中不能这样写。')

function placeOf(expression: jsep.Expression): number {
  for (let one: unknown = expression; isExpression(one); one = one.left) {
    const at = places.get(one)
    if (at !== undefined) return at
  }
  return 0
}

const nameOf = (given: unknown) => (typeof given === 'string' ? given : '')
const isExpression = (given: unknown): given is jsep.Expression => typeof given === 'object' && given !== null && 'type' in given

function toNode(given: unknown): Node {
  if (!isExpression(given)) throw foreign(0)
  const at = placeOf(given)
  switch (given.type) {
    case 'Literal': {
      const { value } = given
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return { kind: 'literal', at, value }
      throw foreign(at)
    }
    case 'ThisExpression':
      return { kind: 'name', at, name: 'this' }
    case 'Identifier':
      return { kind: 'name', at, name: nameOf(given.name) }
    case 'UnaryExpression':
      return { kind: 'call', at, name: nameOf(given.operator), operator: true, args: [toNode(given.argument)] }
    case 'BinaryExpression':
      return { kind: 'call', at, name: nameOf(given.operator), operator: true, args: [toNode(given.left), toNode(given.right)] }
    case 'CallExpression': {
      const { callee, arguments: args } = given
      if (!isExpression(callee) || callee.type !== 'Identifier' || !Array.isArray(args)) throw foreign(at)
      return { kind: 'call', at, name: nameOf(callee.name), operator: false, args: args.map(toNode) }
    }
    case 'Compound': {
      const second = Array.isArray(given.body) ? given.body[1] : undefined
      throw new FormulaError(isExpression(second) ? placeOf(second) : 0, 'An operator is missing before this.', '此处之前缺少运算符。')
    }
    default:
      throw foreign(at)
  }
}
