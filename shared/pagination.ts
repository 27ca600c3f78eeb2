import { z } from 'zod'

/** A whole number in a query string: digits only, so that `1e3`, `0x10` and an empty string are refused. */
const digits = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))

/** Beyond this many matches a filtered list is not counted further, unless `Prefer: count=exact` asks for it. */
export const COUNT_LIMIT = 10_000

export const MAX_LIMIT = 1000
/** So many rows can be passed over by their number. */
export const SKIP_MAX = 10_000_000
/** Where no index alone tells where a row stands so many; what is farther goes by cursor. */
export const COSTLY_SKIP_MAX = 100_000

export const PageQuery = z.strictObject({
  limit: digits(1, MAX_LIMIT).prefault('50').describe('How many at most.').meta({ example: '50' }),
  skip: digits(0, SKIP_MAX)
    .optional()
    .describe(
      `Rows to pass over: ${COSTLY_SKIP_MAX} at most where the list is searched, filtered or sorted by more than one of its own fields. To read a whole list a cursor is quicker.`,
    ),
  cursor: z.string().min(1).max(2000).optional().describe('next_cursor of the page before.'),
})

/** A page of `T`: the rows, how many match, and where the next page starts. */
export const page = <T extends z.ZodType>(id: string, item: T) =>
  z
    .object({
      items: z.array(item),
      total: z.int().describe(`How many match; where total_is_exact is false, at least this many (${COUNT_LIMIT} were counted).`),
      total_is_exact: z.boolean(),
      next_cursor: z.string().nullable().describe('null on the last page.'),
    })
    .meta({ id })
