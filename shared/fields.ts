import { z } from 'zod'
import { ITEM_FILES_MAX, ItemFile } from './item-files.ts'
import { DESCRIPTION_MAX } from './items.ts'
import { Id, text } from './text.ts'

/** Of one collection. */
export const FIELDS_MAX = 200
export const FIELD_NAME_MAX = 100
export const FIELD_TEXT_MAX = 2000
export const FIELD_CHOICES_MAX = 500
/** Persons, or items of another collection, in one field of one item. */
export const FIELD_LINKS_MAX = 100
export const FORMULA_MAX = 2000
/** JSON's numbers are exact up to here, with this many digits in all. */
export const NUMBER_DIGITS_MAX = 15
export const DECIMALS_MAX = 8

export const fieldTypes = [
  'text',
  'long_text',
  'number',
  'currency',
  'date',
  'date_time',
  'checkbox',
  'select',
  'multi_select',
  'url',
  'email',
  'person',
  'relation',
  'attachment',
  'formula',
] as const
export const FieldType = z.enum(fieldTypes)
export type FieldType = z.infer<typeof FieldType>

/** What a formula gives: values as those of a field of this type. */
export const formulaResults = ['number', 'text', 'checkbox', 'date', 'date_time'] as const
export const FormulaResult = z.enum(formulaResults)
export type FormulaResult = z.infer<typeof FormulaResult>

export const choiceColors = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'] as const

const ChoiceColor = z.enum(choiceColors)
export const Choice = z.object({ label: z.string(), color: ChoiceColor }).meta({ id: 'Choice' })
export type Choice = z.infer<typeof Choice>
export const CreateChoice = z
  .strictObject({
    label: text(1, 200).refine((value) => value.trim() === value, { error: 'A choice neither begins nor ends with a space.' }),
    color: ChoiceColor.optional().describe('gray where nothing is said.'),
  })
  .meta({ id: 'CreateChoice' })
export type CreateChoice = z.infer<typeof CreateChoice>

/** What a field is called in a program: it stays, whatever people call it. */
export const FieldKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/)
  .meta({ description: 'What the value is called in `values`; small letters, digits and _. Never changes.', example: 'due_date' })

const name = text(1, FIELD_NAME_MAX).refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' })

/** Which settings a type has; all others are refused. */
const settingsOf = {
  text: [],
  long_text: [],
  number: ['decimals', 'min', 'max'],
  currency: ['currency', 'min', 'max'],
  date: [],
  date_time: [],
  checkbox: [],
  select: ['choices'],
  multi_select: ['choices'],
  url: [],
  email: [],
  person: ['multiple'],
  relation: ['multiple', 'collection'],
  attachment: [],
  formula: ['formula', 'decimals', 'currency'],
} as const satisfies Record<FieldType, readonly string[]>
export const fieldSettings = ['decimals', 'currency', 'min', 'max', 'choices', 'multiple', 'collection', 'formula'] as const
type Setting = (typeof fieldSettings)[number]
const has = (type: FieldType, setting: Setting) => settingsOf[type].some((one) => one === setting)

/** Asking Intl takes longer than all else that is done to a value. */
const placesOf = new Map<string, number>()

/** How many places behind the point a currency (three letters) has; what the world's list says, and two where it is not in it. */
export function currencyDecimals(currency: string): number {
  const known = placesOf.get(currency)
  if (known !== undefined) return known
  const places = askIntl(currency)
  if (/^[A-Z]{3}$/.test(currency)) placesOf.set(currency, places)
  return places
}

function askIntl(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** Whether a number is what it says in so few digits that every reader of JSON reads the same. */
export const isExact = (value: number, decimals: number) =>
  Math.abs(value) < 10 ** NUMBER_DIGITS_MAX && Number(value.toPrecision(NUMBER_DIGITS_MAX)) === value && Number(value.toFixed(decimals)) === value

const settings = {
  decimals: z
    .int()
    .min(0)
    .max(DECIMALS_MAX)
    .describe('Of a number: how many places behind the point at most; 0 for whole numbers. Any where nothing is said. Of a formula: how many are shown.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('Of a currency: ISO 4217, CNY where nothing is said. Of a formula: the currency that its numbers are shown in.'),
  min: z.number().nullable().describe('Of a number or currency: the least; null for none.'),
  max: z.number().nullable().describe('Of a number or currency: the most; null for none.'),
  choices: z
    .array(CreateChoice)
    .max(FIELD_CHOICES_MAX)
    .refine((choices) => new Set(choices.map(({ label }) => label)).size === choices.length, { error: 'Each choice can be there once.' })
    .describe('Of a select or multi_select, in their order. A value is a label.'),
  multiple: z.boolean().describe('Of a person or relation: whether there can be several.'),
  collection: z.string().min(1).max(100).describe('Of a relation: the slug of the collection that it leads to.'),
  formula: text(1, FORMULA_MAX).describe('Of a formula: what is computed of the other fields of an item; see docs/formulas.md.'),
} satisfies Record<Setting, z.ZodType>

export const Field = z
  .object({
    id: Id,
    key: FieldKey,
    name: z.string(),
    type: FieldType,
    description: z.string().nullable(),
    required: z.boolean().describe('Whether an item must have a value.'),
    ...z.object({ ...settings, choices: z.array(Choice), result: FormulaResult.describe('Of a formula: what it gives; found by the program.') }).partial()
      .shape,
  })
  .meta({ id: 'Field' })
export type Field = z.infer<typeof Field>

/** What does not belong to the type is refused, not ignored: whoever sent it meant something by it. */
export function refuseForeign(
  field: Partial<Record<Setting, unknown>> & { type: FieldType; required?: boolean | undefined },
  refuse: (path: Setting | 'required', error: string) => void,
) {
  for (const setting of fieldSettings)
    if (field[setting] !== undefined && !has(field.type, setting)) refuse(setting, 'Fields of this type have no such setting.')
  if (field.type === 'relation' && field.collection === undefined) refuse('collection', 'A relation leads to a collection.')
  if (field.type === 'formula' && field.formula === undefined) refuse('formula', 'A formula is missing.')
  if (field.type === 'formula' && field.required === true) refuse('required', 'What is computed cannot be required.')
  if (typeof field.min === 'number' && typeof field.max === 'number' && field.min > field.max) refuse('max', 'The most is less than the least.')
}

export const CreateField = z
  .strictObject({
    key: FieldKey.optional().describe('Made from the name where it is not given.'),
    name,
    type: FieldType,
    description: text(0, FIELD_TEXT_MAX).nullable().optional(),
    required: z.boolean().optional(),
    ...z.object(settings).partial().shape,
  })
  .superRefine((field, context) => refuseForeign(field, (path, message) => context.addIssue({ code: 'custom', path: [path], message })))
  .meta({ id: 'CreateField' })
export type CreateField = z.infer<typeof CreateField>

const { collection: _, ...changeable } = settings
/** What a field is called and what it may hold from now on; what it is for stays. */
export const UpdateField = z
  .strictObject({
    name: name.optional(),
    type: FieldType.optional().describe(
      'Another type, with its settings: what items hold is converted as an import would read it. Where no choices are given they are those that the items hold. Persons, relations and files become nothing else.',
    ),
    description: text(0, FIELD_TEXT_MAX).nullable().optional(),
    required: z.boolean().optional(),
    ...z
      .object({
        ...changeable,
        choices: z
          .array(CreateChoice.extend({ was: z.string().max(200).optional().describe('The label that it had: items that hold it hold the new one.') }))
          .max(FIELD_CHOICES_MAX)
          .refine((choices) => new Set(choices.map(({ label }) => label)).size === choices.length, { error: 'Each choice can be there once.' })
          .describe('All of them from now on. What is not among them is taken from the items that hold it.'),
      })
      .partial().shape,
    lose: z.int().min(0).optional().describe('How many values may get lost by it, as the preview says; 0 where nothing is said.'),
  })
  .meta({ id: 'UpdateField' })
export type UpdateField = z.infer<typeof UpdateField>

/** Values that a preview shows. */
export const PREVIEW_SAMPLE = 10
export const FieldPreview = z
  .object({
    values: z.int().describe('How many items hold a value that is looked at.'),
    changed: z.int().describe('How many of them would hold another one.'),
    lost: z.int().describe('How many of them would hold none, or not all of what they hold.'),
    sample: z.array(z.object({ item_id: Id, name: z.string(), before: z.unknown(), after: z.unknown() })).describe(`The first ${PREVIEW_SAMPLE} that would.`),
  })
  .meta({ id: 'FieldPreview' })
export type FieldPreview = z.infer<typeof FieldPreview>

const COMPUTED = 'What a formula computes is not written.'

/** Made once for as long as the field is held: making one takes fifty times as long as asking it. */
const schemas = new WeakMap<Field, z.ZodType>()

/** What a value may be, by the settings of its field, which is not changed afterwards; null clears it. */
export function valueSchema(field: Field): z.ZodType {
  const known = schemas.get(field)
  if (known) return known
  const schema = makeSchema(field)
  schemas.set(field, schema)
  return schema
}

function makeSchema(field: Field): z.ZodType {
  switch (field.type) {
    case 'text':
      return text(1, FIELD_TEXT_MAX).refine((value) => !/[\r\n]/.test(value), { error: 'A text of one line has no line break.' })
    case 'long_text':
      return text(1, DESCRIPTION_MAX)
    case 'number':
      return bounded(field, field.decimals ?? DECIMALS_MAX)
    case 'currency':
      return bounded(field, currencyDecimals(field.currency ?? 'CNY'))
    case 'date':
      return z.iso.date().refine(isDay, { error: 'There is no such day.' })
    case 'date_time':
      return z.iso.datetime({ offset: true }).refine(isDay, { error: 'There is no such day.' })
    case 'checkbox':
      return z.boolean()
    case 'select':
      return choice(field)
    case 'multi_select':
      return once(z.array(choice(field)).min(1).max(FIELD_CHOICES_MAX))
    case 'url':
      return text(1, FIELD_TEXT_MAX).refine(isWebAddress, { error: 'A web address begins with http:// or https://.' })
    case 'email':
      return text(3, 320).refine((value) => /^[^\s@]+@[^\s@]+$/.test(value), { error: 'An e-mail address has an @ and no space.' })
    case 'person':
    case 'relation':
      return once(
        z
          .array(Id)
          .min(1)
          .max(field.multiple === true ? FIELD_LINKS_MAX : 1),
      )
    case 'attachment':
      return z
        .array(fileValue)
        .min(1)
        .max(ITEM_FILES_MAX)
        .refine((files) => new Set(files.map((file) => (typeof file === 'string' ? file : file.id))).size === files.length, {
          error: 'Each can be there once.',
        })
    case 'formula':
      return z.unknown().refine(() => false, { error: COMPUTED })
  }
}

/** The id of an upload, or a file as the item has it; what it is called and how large it is the program knows. */
const fileValue = z.union([Id, ItemFile], { error: 'A file is the id of an upload, or one as the item has it.' })

const once = (list: z.ZodArray) => list.refine((values) => new Set(values).size === values.length, { error: 'Each can be there once.' })

const choice = ({ choices = [] }: Field) =>
  z.string().refine((value) => choices.some(({ label }) => label === value), { error: 'This is none of the choices of the field.' })

function bounded({ min, max }: Field, decimals: number) {
  const exact = z.number().refine((value) => isExact(value, decimals), { error: 'The number has more digits than the field.' })
  const low = typeof min === 'number' ? exact.min(min) : exact
  return typeof max === 'number' ? low.max(max) : low
}

/** PostgreSQL's dates begin with year 1; that the 30th of February is none Zod knows. */
const isDay = (value: string) => !value.startsWith('0000')

function isWebAddress(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value)
}

/** As it is stored: one moment is written in one way, so that it is found and sorted as what it is. */
export function normalizeValue(field: Pick<Field, 'type'>, value: unknown): unknown {
  return field.type === 'date_time' && typeof value === 'string' ? new Date(value).toISOString() : value
}
