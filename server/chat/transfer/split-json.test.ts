import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitJson } from '#shared/split-json.ts'

const text = new TextDecoder()
const bytesOf = (json: string) => new TextEncoder().encode(json)

/** The values, the bytes given in pieces that end at these places. */
function split(json: string, cuts: number[] = []): string[] {
  const bytes = bytesOf(json)
  const parts = splitJson()
  const found: string[] = []
  let from = 0
  for (const cut of [...cuts.filter((at) => at <= bytes.length).toSorted((a, b) => a - b), bytes.length]) {
    for (const value of parts.push(bytes.subarray(from, cut))) found.push(text.decode(value))
    from = cut
  }
  const rest = parts.end()
  return rest ? [...found, text.decode(rest)] : found
}

describe('JSON is cut into its values', () => {
  it('of a list, of lines, and of one object', () => {
    expect(split('[{"a":1},{"b":[2,{"c":"]}"}]}]')).toEqual(['{"a":1}', '{"b":[2,{"c":"]}"}]}'])
    expect(split('\uFEFF{"a":1}\n{"b":2}\r\n')).toEqual(['{"a":1}', '{"b":2}'])
    expect(split(' { "a" : "\\"}" } ')).toEqual(['{ "a" : "\\"}" }'])
    expect(split('[1, "x" ,null,[2]]')).toEqual(['1', '"x"', 'null', '[2]'])
    expect(split('')).toEqual([])
    expect(split('[]')).toEqual([])
  })

  it('what breaks off, and what is none, comes as it stands', () => {
    expect(split('[{"a":1},{"b":')).toEqual(['{"a":1}', '{"b":'])
    expect(split('hello }{')).toHaveLength(3)
  })

  it('wherever the bytes are cut', () =>
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 6 }), fc.boolean(), (values, cuts, lines) => {
        const json = lines ? values.map((value) => JSON.stringify({ value })).join('\n') : JSON.stringify(values, null, 1)
        const expected: unknown[] = lines ? values.map((value) => ({ value })) : values
        expect(split(json, cuts).map((value) => JSON.parse(value) as unknown)).toEqual(JSON.parse(JSON.stringify(expected)))
      }),
    ))
})
