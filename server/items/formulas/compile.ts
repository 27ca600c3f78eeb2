import { type SQL, sql } from 'drizzle-orm'
import { plainNumber } from '#shared/cell-text.ts'
import type { Field } from '#shared/fields.ts'
import type { OwnKey, Typed } from '../../collections/formulas/check.ts'
import type { Kind } from '../../collections/formulas/functions.ts'
import { readFormulas } from '../../collections/formulas/settle.ts'

// A formula as an expression of PostgreSQL, of the row that is called items. It raises for no row, also not for those of other collections, whose values of the
// same key may be anything. Text of it that people wrote stands in it as quoted literals only; names are keys of fields, which have nothing in them that could end one.
// Within it numbers are numeric, dates date, moments timestamp in UTC; true and false are never null.

const types: Record<Kind, string> = {
  number: 'numeric',
  text: 'text',
  checkbox: 'boolean',
  date: 'date',
  date_time: 'timestamp',
  labels: 'jsonb',
  links: 'jsonb',
  blank: 'text',
}

/** With both signs doubled it is the same text whatever `standard_conforming_strings` says. */
export const quoted = (text: string): string => `${text.includes('\\') ? 'E' : ''}'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

const own: Record<OwnKey, string> = {
  name: '"items"."name"',
  description: '"items"."description"',
  created_at: `date_trunc('milliseconds', "items"."created_at" at time zone 'UTC')`,
  updated_at: `date_trunc('milliseconds', "items"."updated_at" at time zone 'UTC')`,
}

function literal(value: string | number | boolean | null, gives: Kind): string {
  if (value === null) return gives === 'checkbox' ? 'false' : `null::${types[gives]}`
  if (typeof value === 'number') return `${plainNumber(value)}::numeric`
  return typeof value === 'boolean' ? String(value) : `${quoted(value)}::text`
}

function ofField({ key }: Field, gives: Kind): string {
  const json = `("items"."values" -> '${key}')`
  const text = `("items"."values" ->> '${key}')`
  switch (gives) {
    case 'number':
      // Longer than any number of ours: of other collections too nothing comes in that could grow beyond what PostgreSQL computes.
      return `(case when jsonb_typeof(${json}) = 'number' and length(${text}) <= 40 then ${json}::numeric end)`
    case 'checkbox':
      return `coalesce(${json} = 'true', false)`
    case 'date':
      return `formula_day(${text})`
    case 'date_time':
      return `formula_moment(${text})`
    case 'labels':
    case 'links':
      return json
    case 'text':
    case 'blank':
      return text
  }
}

type Args = { typed: readonly Typed[]; args: readonly string[] }
const amount = (n: string, most: number) => `least(greatest(trunc(${n}), 0), ${most})::int`
const TEXT_MAX = 100_000

/** Numbers are compared as they are shown, so that 1/3*3 is 1; texts by their characters, in every database alike. */
const comparable = (typed: Typed | undefined, text: string) =>
  typed?.gives === 'number' && typed.kind === 'call' ? `formula_number(${text})` : typed?.gives === 'text' ? `(nullif(${text}, '') collate "C")` : text
const compare =
  (operator: string) =>
  ({ typed: [left, right], args: [one = '', other = ''] }: Args) =>
    `coalesce(${comparable(left, one)} ${operator} ${comparable(right, other)}, false)`
const infix =
  (operator: string) =>
  ({ args: [left = '', right = ''] }: Args) =>
    `(${left} ${operator} ${right})`
const isText = (typed: Typed | undefined) => typed?.gives === 'text'
const all = (args: readonly string[]) => args.join(', ')
const part =
  (name: string) =>
  ({ args: [day = ''] }: Args) =>
    `extract(${name} from ${day})`
const rounded =
  (how: number) =>
  ({ args: [n = '', places = '0::numeric'] }: Args) =>
    `formula_round(${n}, ${places}, ${how})`
const lifted =
  (name: string) =>
  ({ args }: Args) =>
    `${name}(${all(args)})`
/** Of a number that a division made 0.99999999999999999 it is 1. */
const whole = (n: string) => `floor(formula_number(${n}))`

const functions: Record<string, (given: Args) => string> = {
  '+': infix('+'),
  '-': infix('-'),
  '*': infix('*'),
  '/': ({ args: [left = '', right = ''] }) => `(${left} / nullif(${right}, 0))`,
  MINUS: ({ args: [n = ''] }) => `(- ${n})`,
  '=': compare('='),
  '<>': (given) => `(not ${compare('=')(given)})`,
  '<': compare('<'),
  '<=': compare('<='),
  '>': compare('>'),
  '>=': compare('>='),
  IF: ({ typed, args: [condition = '', then = '', otherwise] }) =>
    `(case when ${condition} then ${then} else ${otherwise ?? (typed[1]?.gives === 'checkbox' ? 'false' : 'null')} end)`,
  AND: ({ args }) => `(${args.join(' and ')})`,
  OR: ({ args }) => `(${args.join(' or ')})`,
  NOT: ({ args: [condition = ''] }) => `(not ${condition})`,
  ISBLANK: ({ typed: [typed], args: [value = ''] }) => {
    if (typed?.gives === 'checkbox') return `(not ${value})`
    return isText(typed)
      ? `(coalesce(${value}, '') = '')`
      : typed?.gives === 'labels' || typed?.gives === 'links'
        ? `(formula_count(${value}) = 0)`
        : `(${value} is null)`
  },
  COALESCE: ({ typed, args }) => `coalesce(${all(args.map((arg, at) => (isText(typed[at]) ? `nullif(${arg}, '')` : arg)))})`,
  BLANK: () => 'null::text',
  ROUND: rounded(0),
  ROUNDUP: rounded(1),
  ROUNDDOWN: rounded(-1),
  INT: ({ args: [n = ''] }) => whole(n),
  ABS: lifted('abs'),
  SQRT: lifted('formula_sqrt'),
  MOD: lifted('formula_mod'),
  SUM: ({ args }) => `(${args.map((arg) => `coalesce(${arg}, 0)`).join(' + ')})`,
  MIN: lifted('least'),
  MAX: lifted('greatest'),
  VALUE: lifted('formula_value'),
  COUNT: lifted('formula_count'),
  CONCAT: ({ args }) => `formula_concat(array[${all(args)}])`,
  LEFT: ({ args: [text = '', n = '1'] }) => `left(${text}, ${amount(n, TEXT_MAX)})`,
  RIGHT: ({ args: [text = '', n = '1'] }) => `right(${text}, ${amount(n, TEXT_MAX)})`,
  MID: ({ args: [text = '', from = '', n = ''] }) => `substr(${text}, greatest(${amount(from, TEXT_MAX + 1)}, 1), ${amount(n, TEXT_MAX)})`,
  LEN: ({ typed: [typed], args: [value = ''] }) => (isText(typed) ? `coalesce(length(${value}), 0)::numeric` : `formula_count(${value})`),
  UPPER: lifted('upper'),
  LOWER: lifted('lower'),
  TRIM: ({ args: [text = ''] }) => `btrim(${text}, E' \\t\\r\\n\\u00a0\\u3000')`,
  SUBSTITUTE: ({ args: [text = '', was = '', now = ''] }) => `formula_substitute(${text}, coalesce(${was}, ''), coalesce(${now}, ''))`,
  CONTAINS: ({ typed: [typed], args: [value = '', sought = ''] }) =>
    isText(typed) ? `coalesce(strpos(lower(${value}), lower(${sought})) > 0, false)` : `coalesce(${value} ? ${sought}, false)`,
  TEXT: ({ args: [n = '', places] }) => (places === undefined ? `formula_number(${n})::text` : `formula_text(${n}, ${places})`),
  DATE: lifted('formula_date'),
  DATEVALUE: ({ typed: [typed], args: [value = ''] }) => (isText(typed) ? `formula_day(${value})` : typed?.gives === 'date_time' ? `${value}::date` : value),
  YEAR: part('year'),
  MONTH: part('month'),
  DAY: part('day'),
  // From Monday, 1, to Sunday, 7.
  WEEKDAY: part('isodow'),
  DATEADD: ({ typed: [typed], args: [time = '', n = '', unit = ''] }) =>
    typed?.gives === 'date' ? `formula_add(${time}::timestamp, ${n}, ${unit})::date` : `formula_add(${time}, ${n}, ${unit})`,
  DATEDIF: lifted('formula_between'),
  TO_MOMENT: ({ args: [day = ''] }) => `${day}::timestamp`,
  TO_DAY: ({ args: [moment = ''] }) => `${moment}::date`,
  TO_TEXT: ({ typed: [typed], args: [value = ''] }) => asText(typed?.gives ?? 'text', value),
}

function asText(gives: Kind, value: string): string {
  switch (gives) {
    case 'number':
      return `formula_number(${value})::text`
    case 'checkbox':
      return `(case when ${value} then 'true' else 'false' end)`
    case 'date':
      return `formula_day_text(${value})`
    case 'date_time':
      return `formula_moment_text(${value})`
    case 'labels':
      return `formula_labels(${value})`
    case 'text':
    case 'links':
    case 'blank':
      return value
  }
}

function compile(typed: Typed): string {
  switch (typed.kind) {
    case 'literal':
      return literal(typed.value, typed.gives)
    case 'own':
      return own[typed.key]
    case 'field':
      return ofField(typed.field, typed.gives)
    case 'formula':
      // As it is shown, so that whoever sees one value finds it in the other.
      return settled(typed.of)
    case 'call': {
      const write = functions[typed.name]
      if (!write) throw new Error(`Nothing computes ${typed.name}.`)
      return write({ typed: typed.args, args: typed.args.map(compile) })
    }
  }
}

/** The value of a formula: a number as one is kept, no text rather than an empty one. */
function settled(typed: Typed): string {
  const value = compile(typed)
  if (typed.gives === 'number') return `formula_number(${value})`
  return typed.gives === 'text' ? `nullif(${value}, '')` : `(${value})`
}

/** What a column of the formula holds: as a field of the type that it gives does. */
const shown = (typed: Typed): string => (typed.gives === 'date' || typed.gives === 'date_time' ? asText(typed.gives, settled(typed)) : settled(typed))

const compiled = new WeakMap<readonly Field[], Map<string, SQL>>()

/** The value of a formula as its column holds it: numeric, boolean, or text. Of fields that do not change any more. */
export function formulaColumn(field: Pick<Field, 'key' | 'formula'>, fields: readonly Field[]): SQL {
  const known = compiled.get(fields) ?? new Map<string, SQL>()
  compiled.set(fields, known)
  const before = known.get(field.key)
  if (before) return before
  const column = sql.raw(shown(readFormulas(fields)(field)))
  known.set(field.key, column)
  return column
}

/** So many at once: a function takes a hundred arguments at most. */
const AT_ONCE = 40

/** All formulas of a collection, as an object of JSON in which those without a value are null; undefined where it has none. */
export function computedValues(fields: readonly Field[]): SQL | undefined {
  const formulas = fields.filter(({ type }) => type === 'formula')
  if (formulas.length === 0) return undefined
  const read = readFormulas(fields)
  const parts: string[] = []
  for (let at = 0; at < formulas.length; at += AT_ONCE)
    parts.push(
      `jsonb_build_object(${formulas
        .slice(at, at + AT_ONCE)
        .map((field) => `'${field.key}', ${shown(read(field))}`)
        .join(', ')})`,
    )
  return sql.raw(`(${parts.join(' || ')})`)
}
