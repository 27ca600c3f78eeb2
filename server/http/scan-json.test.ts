import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_DEPTH, scanJson } from './scan-json.ts'

/** Text that can be stored, with everything that has a meaning in JSON. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '\n', '1', 'e', 'u', '记'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
  })
  .filter((value) => value.isWellFormed() && !value.includes('\0'))
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 6 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    text,
    fc.array(tie('any')),
    fc.dictionary(text, tie('any')),
  ),
})).any

const wrong = (json: string): string | null => {
  try {
    scanJson(json)
    return null
  } catch (error) {
    return error instanceof Error && 'details' in error ? JSON.stringify(error.details) : String(error)
  }
}

describe('a body that is read', () => {
  it('whatever JSON.stringify writes is let through, however it is laid out', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2, '\t'), (any, space) => {
        expect(wrong(JSON.stringify(any, null, space))).toBeNull()
      }),
      { seed: 3, numRuns: 2000 },
    )
  })

  it('a key that is there twice is found wherever it is', () => {
    const path = fc.array(fc.oneof(text, fc.nat(3)), { maxLength: 5 })
    fc.assert(
      fc.property(path, text, value, value, (steps, key, one, other) => {
        const twice = `{${JSON.stringify(key)}:${JSON.stringify(one)},"between":1,${JSON.stringify(key)}:${JSON.stringify(other)}}`.replace(
          '"between":1,',
          key === 'between' ? '' : '"between":1,',
        )
        const body = steps.reduceRight<string>(
          (inner, step) => (typeof step === 'string' ? `{${JSON.stringify(step)}:${inner}}` : `[${'null,'.repeat(step)}${inner}]`),
          twice,
        )
        expect(wrong(body)).toContain(JSON.stringify([...steps, key].join('.')).slice(1, -1))
      }),
      { seed: 3, numRuns: 1000 },
    )
  })

  it('never fails on what is no JSON, and leaves it to the parser', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '1', '-', 'e', 'u', '\ud800', 'x', ' ') }), (any) => {
        const said = wrong(any)
        expect(said === null || said.startsWith('[{')).toBe(true)
      }),
      { seed: 3, numRuns: 3000 },
    )
  })

  it.each([
    '0',
    '-0',
    '0.0e5',
    '9007199254740992',
    '-9007199254740991',
    '0.1',
    '0.30000000000000004',
    '1e308',
    '5e-324',
    '1.7976931348623157e308',
    '0.00',
    '123456789012345680000',
    '1e3',
  ])('%s is kept', (number) => {
    expect(wrong(`[${number}]`)).toBeNull()
  })
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '1e400',
    '-1e999',
    '1e-400',
    '3e-324',
    '0.1000000000000000055',
    '123456789012345678901',
    '3.14159265358979323846',
    '1'.repeat(500),
  ])('%s is not', (number) => {
    expect(wrong(`{"a":[0,${number}]}`)).toContain('"a.1"')
  })
  it('as deep as may be, and no deeper', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect([wrong(nested(MAX_DEPTH)), wrong(nested(MAX_DEPTH + 1)) !== null]).toEqual([null, true])
  })
})
