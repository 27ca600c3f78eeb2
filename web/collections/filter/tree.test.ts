import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition, Filter } from '#shared/filter.ts'
import { parseFilter } from '#shared/parse-filter.ts'
import { dissolveAt, joinAt, readTree, replaceAt, writeTree } from './tree.ts'

const a: Condition = { field: 'a', op: 'empty' }
const b: Condition = { field: 'b', op: '=', value: 1 }
const c: Condition = { field: 'c', op: '=', value: 'x' }

describe('the tree of a filter', () => {
  it('takes parts away, and groups of one with them', () => {
    expect(replaceAt({ and: [a, { or: [b, c] }] }, [1, 0], null)).toEqual({ and: [a, c] })
    expect(replaceAt({ not: { or: [b, c] } }, [0, 1], null)).toEqual({ not: b })
    expect(replaceAt({ not: b }, [0], null)).toBeNull()
    expect(replaceAt({ and: [a, { and: [b] }] }, [1, 0], null)).toEqual(a)
    expect(replaceAt(a, [], null)).toBeNull()
    expect(replaceAt({ and: [a, b] }, [1], c)).toEqual({ and: [a, c] })
  })

  it('takes more in, in the group that is joined so', () => {
    expect(joinAt(null, [], 'and', a)).toEqual(a)
    expect(joinAt(a, [], 'or', b)).toEqual({ or: [a, b] })
    expect(joinAt({ and: [a, b] }, [], 'and', c)).toEqual({ and: [a, b, c] })
    expect(joinAt({ or: [a, b] }, [], 'and', c)).toEqual({ and: [{ or: [a, b] }, c] })
    expect(joinAt({ and: [a, b] }, [0], 'and', c)).toEqual({ and: [a, c, b] })
    expect(joinAt({ and: [a, b] }, [0], 'or', c)).toEqual({ and: [{ or: [a, c] }, b] })
    expect(joinAt({ not: { and: [a, b] } }, [0], 'and', c)).toEqual({ not: { and: [a, b, c] } })
  })

  it('dissolves groups', () => {
    expect(dissolveAt({ and: [a, { or: [b, c] }] }, [1])).toEqual({ and: [a, b, c] })
    expect(dissolveAt({ not: { or: [b, c] } }, [0])).toEqual({ not: { or: [b, c] } })
  })

  it('is written so that the same tree is read, whatever it is', () => {
    const scalars = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('2026-12-01', 'true', '0'),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    )
    const trees = fc.letrec<{ node: Filter }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', maxDepth: 3 },
        fc.record({
          field: fc.constantFrom('a', 'b_1'),
          op: fc.constantFrom('=' as const, 'in' as const),
          value: fc.oneof(scalars, fc.array(scalars, { minLength: 1, maxLength: 3 })),
        }),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
        tie('node').map((not) => ({ not })),
      ),
    })).node
    fc.assert(
      fc.property(trees, (tree) => {
        const text = writeTree(tree)
        expect(JSON.stringify(readTree(text ?? ''))).toBe(JSON.stringify({ tree }))
      }),
      { numRuns: 500 },
    )
    expect(writeTree(parseFilter('a = 1 and (b > 2 or not c empty)'))).toBe('a = 1 and (b > 2 or not c empty)')
    expect(writeTree({ and: [a] })).toBe('{"and":[{"field":"a","op":"empty"}]}')
  })
})
