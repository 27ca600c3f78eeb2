import { type CreateField, type Field, fieldSettings } from '#shared/fields.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { makeKey } from './make-key.ts'

const KEY_MAX = 63
/** What every item has beside its values, so that nobody mistakes one for the other. */
const RESERVED = ['id', 'name', 'description', 'values', 'created_at', 'created_by', 'updated_at', 'updated_by', 'deleted_at', 'version', 'collection']

/** A field as it is kept. @throws VALIDATION_FAILED for a key that is taken */
export function makeField(given: CreateField, beside: readonly Field[], path: string): Field {
  const taken = new Set([...RESERVED, ...beside.map(({ key }) => key)])
  if (given.key !== undefined && taken.has(given.key))
    throw appError('VALIDATION_FAILED', { details: [{ path, message: { en: `The key ${given.key} is taken.`, 'zh-CN': `键名 ${given.key} 已被占用。` } }] })
  const settings = Object.fromEntries(fieldSettings.flatMap((setting) => (given[setting] === undefined ? [] : [[setting, given[setting]]])))
  return {
    id: newId(),
    key: given.key ?? makeKey(given.name, { joint: '_', max: KEY_MAX, fallback: 'field', taken }),
    name: given.name,
    type: given.type,
    description: given.description ?? null,
    required: given.required ?? false,
    ...settings,
    ...(given.choices ? { choices: given.choices.map(({ label, color = 'gray' }) => ({ label, color })) } : {}),
  }
}
