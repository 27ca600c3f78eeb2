import { z } from 'zod'
import { Field } from '#shared/fields.ts'
import { ImportColumn } from '#shared/imports.ts'
import { permissions } from '#shared/permissions.ts'
import type { Place } from '../map/convert-row.ts'

/** How an import was started: where its columns go, and by which key rows are found again. */
export const Plan = z.object({
  columns: z.array(ImportColumn),
  key: z.string().nullable(),
  zone: z.string(),
  /** Of a dry run: the fields that would be made. */
  provisional: z.array(Field),
  /** What whoever started it might do then; a key may do less than its owner. */
  permissions: z.array(z.enum(permissions)),
})
export type Plan = z.infer<typeof Plan>

/** @returns the key of a field that has gone meanwhile, or a place for each column */
export function placesOf({ columns, zone }: Plan, fields: readonly Field[]): { places: Place[] } | { gone: string } {
  const places: Place[] = []
  for (const { to, key, day_order: dayOrder } of columns) {
    if (to === 'nothing' || to === 'new') places.push(null)
    else if (to === 'field') {
      const field = fields.find((one) => one.key === key)
      if (!field) return { gone: key ?? '' }
      places.push({ field, options: { zone, ...(dayOrder === undefined ? {} : { dayOrder }) } })
    } else places.push({ own: to })
  }
  return { places }
}
