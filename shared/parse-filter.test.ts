import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Condition, FILTER_CONDITIONS_MAX, FILTER_DEPTH_MAX, Filter, operators } from './filter.ts'
import { FilterError, parseFilter, printFilter } from './parse-filter.ts'

describe('a filter in words', () => {
  it.each([
    ['state = "进行中"', { field: 'state', op: '=', value: '进行中' }],
    ['state=进行中', { field: 'state', op: '=', value: '进行中' }],
    ['n >= -1.5', { field: 'n', op: '>=', value: -1.5 }],
    ['n = 007', { field: 'n', op: '=', value: '007' }],
    ['n = 1.50', { field: 'n', op: '=', value: 1.5 }],
    ['done = true', { field: 'done', op: '=', value: true }],
    ['done = "true"', { field: 'done', op: '=', value: 'true' }],
    ['due < 2026-12-01', { field: 'due', op: '<', value: '2026-12-01' }],
    ['owner EMPTY', { field: 'owner', op: 'empty' }],
    ['tags any ("a b", 2)', { field: 'tags', op: 'any', value: ['a b', 2] }],
    ['a = "say \\"x\\" \\\\ y"', { field: 'a', op: '=', value: 'say "x" \\ y' }],
    [
      'a = 1 or b = 2 and not c = 3',
      { or: [{ field: 'a', op: '=', value: 1 }, { and: [{ field: 'b', op: '=', value: 2 }, { not: { field: 'c', op: '=', value: 3 } }] }] },
    ],
    [
      '(a = 1 or b = 2) AND c empty',
      {
        and: [
          {
            or: [
              { field: 'a', op: '=', value: 1 },
              { field: 'b', op: '=', value: 2 },
            ],
          },
          { field: 'c', op: 'empty' },
        ],
      },
    ],
  ])('%s', (text, filter) => expect(parseFilter(text)).toEqual(filter))

  it.each([
    ['', 0],
    ['a', 1],
    ['a =', 3],
    ['a = "x', 4],
    ['= 1', 0],
    ['a ~ 1', 2],
    ['a = 1 b = 2', 6],
    ['(a = 1', 6],
    ['a = 1)', 5],
    ['a in (1,', 8],
    ['a = 1 and', 9],
    ['a ! 1', 2],
    ['"a" = 1', 0],
  ])('that cannot be read says where: %s', (text, at) => {
    const error = (() => {
      try {
        return parseFilter(text)
      } catch (cause) {
        return cause
      }
    })()
    expect(error).toBeInstanceOf(FilterError)
    expect(error).toMatchObject({ at })
  })

  it('has its limits', () => {
    const many = (n: number) => Array.from({ length: n }, () => 'a = 1').join(' or ')
    expect(() => parseFilter(many(FILTER_CONDITIONS_MAX))).not.toThrow()
    expect(() => parseFilter(many(FILTER_CONDITIONS_MAX + 1))).toThrow(FilterError)
    const deep = (n: number) => `${'not '.repeat(n)}a = 1`
    expect(() => parseFilter(deep(FILTER_DEPTH_MAX - 1))).not.toThrow()
    expect(() => parseFilter(deep(FILTER_DEPTH_MAX))).toThrow(FilterError)
    expect(() => parseFilter(`${'('.repeat(1900)}a = 1${')'.repeat(1900)}`)).toThrow(FilterError)
    let bomb: unknown = { field: 'a', op: 'empty' }
    for (let n = 0; n < 10_000; n++) bomb = { not: bomb }
    expect(Filter.safeParse(bomb).success).toBe(false)
  })

  it('is read as it was written, whatever it is', () => {
    const scalars = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('true', '1', '2026-12-01', '"', '\\', '\\"', 'and', '进行中', ''),
      fc.boolean(),
      fc.integer(),
      fc.integer({ min: -9999, max: 9999 }).map((n) => n / 100),
    )
    const conditions: fc.Arbitrary<Condition> = fc.oneof(
      fc.record({
        field: fc.constantFrom('a', 'due_date', 'not_this', 'name'),
        op: fc.constantFrom(...operators.filter((op) => op !== 'empty')),
        value: fc.oneof(scalars, fc.array(scalars, { minLength: 1, maxLength: 4 })),
      }),
      fc.record({ field: fc.constant('a'), op: fc.constant('empty' as const) }),
    )
    const filters = fc.letrec<{ node: Filter }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', maxDepth: 3 },
        conditions,
        fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((and) => ({ and })),
        fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((or) => ({ or })),
        tie('node').map((not) => ({ not })),
      ),
    })).node
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(printFilter(filter))).toEqual(filter)
      }),
      { numRuns: 1000 },
    )
  })
})
