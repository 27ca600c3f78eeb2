import { type Field, isExact } from '#shared/fields.ts'
import { FORMULA_DEPTH_MAX, FORMULA_SIZE_MAX, formulaFunctions } from '#shared/formulas.ts'
import { type Kind, minus, operators, type Signature, signatures, type Takes, units } from './functions.ts'
import { FormulaError, type Node } from './parse.ts'

/** A formula of which each part is known to be what it has to be. What is made into another type is so by a call of TO_TEXT, TO_DAY or TO_MOMENT. */
export type Typed = { gives: Kind; at: number; size: number; depth: number } & (
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'own'; key: OwnKey }
  | { kind: 'field'; field: Field }
  | { kind: 'formula'; field: Field; of: Typed }
  | { kind: 'call'; name: string; args: Typed[] }
)

const ownKinds = { name: 'text', description: 'text', created_at: 'date_time', updated_at: 'date_time' } as const
export type OwnKey = keyof typeof ownKinds
/** What every item has beside its values, as far as a formula may name it. */
const isOwn = (name: string): name is OwnKey => Object.hasOwn(ownKinds, name)

const fieldKinds: Record<Exclude<Field['type'], 'formula'>, Kind> = {
  text: 'text',
  long_text: 'text',
  url: 'text',
  email: 'text',
  select: 'text',
  number: 'number',
  currency: 'number',
  date: 'date',
  date_time: 'date_time',
  checkbox: 'checkbox',
  multi_select: 'labels',
  person: 'links',
  relation: 'links',
  attachment: 'links',
}

export const kindNames: Record<Kind, { en: string; 'zh-CN': string }> = {
  number: { en: 'a number', 'zh-CN': '数字' },
  text: { en: 'a text', 'zh-CN': '文本' },
  checkbox: { en: 'true or false', 'zh-CN': '真假值' },
  date: { en: 'a date', 'zh-CN': '日期' },
  date_time: { en: 'a moment', 'zh-CN': '日期时间' },
  labels: { en: 'several choices', 'zh-CN': '多个选项' },
  links: { en: 'persons, items or files', 'zh-CN': '人员、关联或附件' },
  blank: { en: 'nothing', 'zh-CN': '空值' },
}

export type Scope = {
  fields: readonly Field[]
  /** Another formula. @throws FormulaError where there is a circle */
  formula: (field: Field, at: number) => Typed
}

const upper = (name: string) => name.toUpperCase()
const byName = new Map<string, (typeof formulaFunctions)[number]>(formulaFunctions.map((name) => [name, name]))

/** @throws FormulaError */
export function checkFormula(node: Node, scope: Scope): Typed {
  const typed = check(node, scope)
  if (typed.size > FORMULA_SIZE_MAX)
    throw new FormulaError(
      0,
      `With the formulas that it names it has ${typed.size} parts; at most ${FORMULA_SIZE_MAX} can be computed.`,
      `连同引用的公式共有 ${typed.size} 个部分，最多 ${FORMULA_SIZE_MAX} 个。`,
    )
  if (typed.depth > FORMULA_DEPTH_MAX) throw new FormulaError(0, `It is more than ${FORMULA_DEPTH_MAX} levels deep.`, `嵌套超过 ${FORMULA_DEPTH_MAX} 层。`)
  return typed
}

function check(node: Node, scope: Scope): Typed {
  const { at } = node
  if (node.kind === 'literal') return checkLiteral(node.value, at)
  if (node.kind === 'name') return checkName(node.name, at, scope)
  const args = node.args.map((arg) => check(arg, scope))
  if (node.operator) {
    const found = args.length === 1 ? { name: 'MINUS', signature: minus } : operators[node.name]
    if (!found) throw new FormulaError(at, `${node.name} is no operator of formulas.`, `公式中没有运算符 ${node.name}。`)
    return call(found.name, found.signature, args, at, node.name)
  }
  const name = byName.get(upper(node.name))
  if (!name) throw new FormulaError(at, `There is no function ${shown(node.name)}.`, `没有函数 ${shown(node.name)}。`)
  return call(name, signatures[name], args, at, name)
}

const shown = (name: string) => (name.length > 60 ? `${name.slice(0, 60).toWellFormed()}…` : name.toWellFormed())

function checkLiteral(value: string | number | boolean, at: number): Typed {
  const gives = typeof value === 'number' ? 'number' : typeof value === 'string' ? 'text' : 'checkbox'
  if (typeof value === 'number' && !isExact(value, 15)) throw new FormulaError(at, 'The number has more than 15 digits.', '数字超过 15 位。')
  return { kind: 'literal', gives, at, size: 1, depth: 1, value }
}

function checkName(name: string, at: number, { fields, formula }: Scope): Typed {
  const field = fields.find(({ key }) => key === name)
  if (field?.type === 'formula') {
    const of = formula(field, at)
    return { kind: 'formula', gives: of.gives, at, size: of.size + 1, depth: of.depth + 1, field, of }
  }
  if (field) return { kind: 'field', gives: kindOfField(field), at, size: 1, depth: 1, field }
  if (isOwn(name)) return { kind: 'own', gives: ownKinds[name], at, size: 1, depth: 1, key: name }
  if (byName.has(upper(name))) throw new FormulaError(at, `A bracket is missing behind ${upper(name)}.`, `${upper(name)} 之后缺少括号。`)
  const [called, another] = fields.filter((one) => one.name === name)
  if (called && !another)
    throw new FormulaError(at, `Fields are named by their keys: ${called.name} is ${called.key}.`, `请使用字段的键名：${called.name} 的键名是 ${called.key}。`)
  throw new FormulaError(at, `There is no field ${shown(name)}.`, `没有字段 ${shown(name)}。`)
}

const kindOfField = (field: Field): Kind => (field.type === 'formula' ? 'blank' : fieldKinds[field.type])

type Shared = 'same' | 'ordered' | 'measured'
const shares = (take: Takes | undefined): take is Shared => take === 'same' || take === 'ordered' || take === 'measured'

/** A call with its arguments as they have to be. */
function call(name: string, { takes, least, more, gives }: Signature, given: Typed[], at: number, said: string): Typed {
  if (given.length < least)
    throw new FormulaError(
      at,
      `${said} needs ${least === takes.length && !more ? '' : 'at least '}${least} ${least === 1 ? 'argument' : 'arguments'}.`,
      `${said} 需要${least === takes.length && !more ? '' : '至少'} ${least} 个参数。`,
    )
  if (given.length > takes.length && !more)
    throw new FormulaError(
      given[takes.length]?.at ?? at,
      `${said} takes at most ${takes.length} ${takes.length === 1 ? 'argument' : 'arguments'}.`,
      `${said} 最多 ${takes.length} 个参数。`,
    )
  const wanted = given.map((_, index) => takes[Math.min(index, takes.length - 1)] ?? 'any')
  const shared = sharedKind(
    given.filter((_, index) => shares(wanted[index])),
    said,
    wanted[0],
  )
  const args = given.map((arg, index) => (shares(wanted[index]) ? to(arg, shared) : fit(arg, wanted[index] ?? 'any', said)))
  const [first] = args
  const result: Kind = gives === 'same' ? shared : gives === 'first' ? (first?.gives ?? 'blank') : gives
  const size = args.reduce((sum, arg) => sum + arg.size, 1)
  const depth = args.reduce((deepest, arg) => Math.max(deepest, arg.depth), 0) + 1
  return { kind: 'call', gives: result, at, size, depth, name, args }
}

/** What values are that have to be of one type; a date beside a moment is its first moment in UTC. */
function sharedKind(args: readonly Typed[], said: string, take: Takes | undefined): Kind {
  let shared: Kind = 'blank'
  for (const { gives, at } of args) {
    if (
      gives === 'links' ||
      gives === 'labels' ||
      (gives === 'checkbox' && (take === 'ordered' || take === 'measured')) ||
      (gives === 'text' && take === 'measured')
    )
      throw new FormulaError(at, `${said} cannot be asked of ${kindNames[gives].en}.`, `${said} 不能用于${kindNames[gives]['zh-CN']}。`)
    if (gives === 'blank' || gives === shared) continue
    const times: boolean = (gives === 'date' && shared === 'date_time') || (gives === 'date_time' && shared === 'date')
    if (shared === 'blank' || times) shared = times ? 'date_time' : gives
    else
      throw new FormulaError(
        at,
        `${said} has ${kindNames[shared].en} and ${kindNames[gives].en}; both have to be of one type.`,
        `${said} 同时用了${kindNames[shared]['zh-CN']}和${kindNames[gives]['zh-CN']}，类型须一致。`,
      )
  }
  return shared
}

const made = (name: string, gives: Kind, arg: Typed): Typed => ({
  kind: 'call',
  gives,
  at: arg.at,
  size: arg.size + 1,
  depth: arg.depth + 1,
  name,
  args: [arg],
})

/** Of another type, where that needs nobody's word for it. */
function to(arg: Typed, kind: Kind): Typed {
  if (arg.gives === 'blank') return { kind: 'literal', gives: kind, at: arg.at, size: 1, depth: 1, value: null }
  if (arg.gives === 'date' && kind === 'date_time') return made('TO_MOMENT', 'date_time', arg)
  if (arg.gives === 'date_time' && kind === 'date') return made('TO_DAY', 'date', arg)
  if (kind === 'text' && arg.gives !== 'text') return made('TO_TEXT', 'text', arg)
  return arg
}

const fitting: Record<Exclude<Takes, Shared | 'unit'>, { kinds: readonly Kind[]; as: Kind | null; en: string; zh: string }> = {
  number: { kinds: ['number'], as: 'number', en: 'a number', zh: '数字' },
  text: { kinds: ['text', 'labels'], as: 'text', en: 'a text', zh: '文本' },
  checkbox: { kinds: ['checkbox'], as: 'checkbox', en: 'true or false', zh: '真假值' },
  words: { kinds: ['text', 'number', 'checkbox', 'date', 'date_time', 'labels'], as: 'text', en: 'what can be read', zh: '可显示为文本的值' },
  day: { kinds: ['date', 'date_time'], as: 'date', en: 'a date', zh: '日期' },
  moment: { kinds: ['date', 'date_time'], as: 'date_time', en: 'a date', zh: '日期' },
  time: { kinds: ['date', 'date_time'], as: null, en: 'a date', zh: '日期' },
  any: { kinds: ['text', 'number', 'checkbox', 'date', 'date_time', 'labels', 'links'], as: null, en: 'a value', zh: '值' },
  several: { kinds: ['labels', 'links'], as: null, en: 'a field of several values', zh: '多值字段' },
  'text or labels': { kinds: ['text', 'labels'], as: null, en: 'a text or several choices', zh: '文本或多个选项' },
  'text or time': { kinds: ['text', 'date', 'date_time'], as: null, en: 'a text or a date', zh: '文本或日期' },
}

function fit(arg: Typed, take: Takes, said: string): Typed {
  if (take === 'unit') {
    const unit = arg.kind === 'literal' && typeof arg.value === 'string' ? arg.value.toLowerCase() : ''
    const found = units.find((one) => one === unit || one === `${unit}s`)
    if (!found)
      throw new FormulaError(
        arg.at,
        `One of ${units.map((one) => `"${one}"`).join(', ')} stands here.`,
        `此处须为 ${units.map((one) => `"${one}"`).join('、')} 之一。`,
      )
    return { kind: 'literal', gives: 'text', at: arg.at, size: 1, depth: 1, value: found }
  }
  if (shares(take)) return arg
  const { kinds, as, en, zh } = fitting[take]
  if (arg.gives === 'blank') return to(arg, as ?? kinds[0] ?? 'text')
  if (!kinds.includes(arg.gives))
    throw new FormulaError(
      arg.at,
      `${said} wants ${en} here; this is ${kindNames[arg.gives].en}.`,
      `${said} 此处需要${zh}，这里是${kindNames[arg.gives]['zh-CN']}。`,
    )
  return as === null ? arg : to(arg, as)
}
