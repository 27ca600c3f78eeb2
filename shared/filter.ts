import { z } from 'zod'

/** So many conditions in one filter, and so deep; more is a program, not a question. */
export const FILTER_CONDITIONS_MAX = 50
export const FILTER_DEPTH_MAX = 6
export const FILTER_VALUES_MAX = 200
export const FILTER_TEXT_MAX = 4000

/** What can be asked of a value. `empty` takes no value; `in` and those of lists take several. */
export const operators = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'starts', 'in', 'any', 'all', 'empty'] as const
export type Operator = (typeof operators)[number]

const Scalar = z.union([z.string().max(1000), z.number(), z.boolean()])
export type Scalar = z.infer<typeof Scalar>

export type Condition = { field: string; op: Operator; value?: Scalar | Scalar[] | undefined }
/** One tree for the address, saved views, bulk operations and permissions. */
export type Filter = Condition | { and: Filter[] } | { or: Filter[] } | { not: Filter }

const Condition = z.strictObject({
  field: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/)
    .describe('The key of a field, or name, description, created_at, updated_at, created_by, updated_by.'),
  op: z.enum(operators),
  value: z.union([Scalar, z.array(Scalar).min(1).max(FILTER_VALUES_MAX)]).optional(),
})

const Tree: z.ZodType<Filter> = z.lazy(() =>
  z.union([Condition, z.strictObject({ and: z.array(Tree).min(1) }), z.strictObject({ or: z.array(Tree).min(1) }), z.strictObject({ not: Tree })]),
)

/** Looked at before the tree is parsed: a schema that calls itself would follow any depth. */
export function sizeOf(input: unknown): { depth: number; conditions: number } {
  let depth = 0
  let conditions = 0
  let level: unknown[] = [input]
  while (level.length > 0 && depth <= FILTER_DEPTH_MAX && conditions <= FILTER_CONDITIONS_MAX) {
    depth++
    const next: unknown[] = []
    for (const node of level) {
      if (typeof node !== 'object' || node === null) continue
      const parts = ['and', 'or', 'not'].flatMap((key): unknown[] => (key in node ? [Reflect.get(node, key)].flat() : []))
      if (parts.length === 0) conditions++
      next.push(...parts)
    }
    level = next
  }
  return { depth, conditions }
}

export const Filter = z
  .unknown()
  .refine((input) => sizeOf(input).depth <= FILTER_DEPTH_MAX, { error: `A filter is at most ${FILTER_DEPTH_MAX} levels deep.`, abort: true })
  .refine((input) => sizeOf(input).conditions <= FILTER_CONDITIONS_MAX, { error: `A filter has at most ${FILTER_CONDITIONS_MAX} conditions.`, abort: true })
  .pipe(Tree)
