import { type CreateField, choiceColors, type FieldType } from '#shared/fields.ts'
import { readNumber } from '../values/numbers.ts'

export type ChoiceDraft = { key: number; label: string; color: (typeof choiceColors)[number] }
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
})

/** The currencies that are offered; the API takes any of ISO 4217. */
export const currencies = ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP', 'TWD', 'SGD', 'KRW', 'AUD', 'CAD', 'CHF'] as const

export const isCounted = (type: FieldType) => type === 'number' || type === 'currency'
export const isChosen = (type: FieldType) => type === 'select' || type === 'multi_select'
export const canBeMany = (type: FieldType) => type === 'person' || type === 'relation'

/** What is sent. A bound that is no number is sent as it is, for the schema to refuse. */
export function fieldOf(draft: FieldDraft): unknown {
  const { name, type, required, multiple, decimals, currency, min, max, choices, collection } = draft
  const bound = (text: string) => (text.trim() === '' ? undefined : (readNumber(text) ?? text))
  return {
    name: name.trim(),
    type,
    ...(required ? { required } : {}),
    ...(type === 'number' && decimals !== '' ? { decimals: Number(decimals) } : {}),
    ...(type === 'currency' ? { currency } : {}),
    ...(isCounted(type) ? definedOnly({ min: bound(min), max: bound(max) }) : {}),
    ...(isChosen(type) ? { choices: choices.filter(({ label }) => label.trim() !== '').map(({ label, color }) => ({ label: label.trim(), color })) } : {}),
    ...(canBeMany(type) && multiple ? { multiple } : {}),
    ...(type === 'relation' ? { collection: collection === '' ? undefined : collection } : {}),
  } satisfies Partial<Record<keyof CreateField, unknown>>
}

const definedOnly = (given: Record<string, unknown>) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
