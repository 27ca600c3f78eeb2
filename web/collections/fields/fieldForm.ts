import { plainNumber } from '#shared/cell-text.ts'
import { type CreateField, choiceColors, DECIMALS_MAX, type Field, type FieldType, type UpdateField } from '#shared/fields.ts'
import { readNumber } from '../values/numbers.ts'

export type ChoiceDraft = {
  key: number
  label: string
  color: (typeof choiceColors)[number]
  /** The label that items hold. */
  was?: string
}
/** A field while it is described; what does not belong to its type is kept, in case that changes back, and not sent. */
export type FieldDraft = {
  name: string
  type: FieldType
  required: boolean
  multiple: boolean
  decimals: string
  currency: string
  min: string
  max: string
  choices: ChoiceDraft[]
  collection: string
  formula: string
  /** Of a formula: empty where its numbers are no money. */
  money: string
}

export const newChoice = (key: number): ChoiceDraft => ({ key, label: '', color: choiceColors[key % choiceColors.length] ?? 'gray' })
export const newField = (): FieldDraft => ({
  name: '',
  type: 'text',
  required: false,
  multiple: false,
  decimals: '',
  currency: 'CNY',
  min: '',
  max: '',
  choices: [newChoice(1), newChoice(4)],
  collection: '',
  formula: '',
  money: '',
})

/** A field that is there, to be changed. */
export function draftOf(field: Field): FieldDraft {
  const choices = (field.choices ?? []).map(({ label, color }, at) => ({ key: at + 1, label, color, was: label }))
  const text = (bound: number | null | undefined) => (bound === undefined || bound === null ? '' : plainNumber(bound))
  return {
    ...newField(),
    name: field.name,
    type: field.type,
    required: field.required,
    multiple: field.multiple ?? false,
    decimals: field.decimals === undefined ? '' : String(field.decimals),
    currency: field.currency ?? 'CNY',
    min: text(field.min),
    max: text(field.max),
    choices: field.choices ? choices : [],
    collection: field.collection ?? '',
    formula: field.formula ?? '',
    money: field.type === 'formula' ? (field.currency ?? '') : '',
  }
}

/** What is sent of a field that was changed: where nothing is said of a setting, it is as it was. */
export function changeOf(field: Field, draft: FieldDraft) {
  const { collection: _, ...given } = fieldOf(draft)
  const { type } = draft
  const same = type === field.type
  const choices = draft.choices
    .filter(({ label }) => label.trim() !== '')
    .map(({ label, color, was }) => ({ label: label.trim(), color, ...(was === undefined || !same ? {} : { was }) }))
  // Of a text that becomes a choice, all that is there becomes one, unless some are named.
  const named = isChosen(type) && (isChosen(field.type) || choices.length > 0)
  return {
    ...given,
    ...(type === 'formula' ? {} : { required: draft.required }),
    ...(same && type === 'number' && draft.decimals === '' && field.decimals !== undefined ? { decimals: DECIMALS_MAX } : {}),
    ...(same && isCounted(type) ? { min: boundOf(draft.min) ?? null, max: boundOf(draft.max) ?? null } : {}),
    ...(canBeMany(type) ? { multiple: draft.multiple } : {}),
    choices: named ? choices : undefined,
  } satisfies Partial<Record<keyof UpdateField, unknown>>
}

/** The currencies that are offered; the API takes any of ISO 4217. */
export const currencies = ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP', 'TWD', 'SGD', 'KRW', 'AUD', 'CAD', 'CHF'] as const

export const isCounted = (type: FieldType) => type === 'number' || type === 'currency'
export const isChosen = (type: FieldType) => type === 'select' || type === 'multi_select'
export const canBeMany = (type: FieldType) => type === 'person' || type === 'relation'

/** What is sent. A bound that is no number is sent as it is, for the schema to refuse. */
export function fieldOf(draft: FieldDraft) {
  const { name, type, required, multiple, decimals, currency, min, max, choices, collection, formula, money } = draft
  return {
    name: name.trim(),
    type,
    ...(required && type !== 'formula' ? { required } : {}),
    ...(type === 'formula' ? { formula: formula.trim(), ...(money === '' ? {} : { currency: money }) } : {}),
    ...((type === 'number' || (type === 'formula' && money === '')) && decimals !== '' ? { decimals: Number(decimals) } : {}),
    ...(type === 'currency' ? { currency } : {}),
    ...(isCounted(type) ? definedOnly({ min: boundOf(min), max: boundOf(max) }) : {}),
    ...(isChosen(type) ? { choices: choices.filter(({ label }) => label.trim() !== '').map(({ label, color }) => ({ label: label.trim(), color })) } : {}),
    ...(canBeMany(type) && multiple ? { multiple } : {}),
    ...(type === 'relation' ? { collection: collection === '' ? undefined : collection } : {}),
  } satisfies Partial<Record<keyof CreateField, unknown>>
}

const boundOf = (text: string) => (text.trim() === '' ? undefined : (readNumber(text) ?? text))
const definedOnly = (given: Record<string, unknown>) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
