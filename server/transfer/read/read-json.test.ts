import { describe, expect, it } from 'vitest'
import { gb18030, repeated, sourceOf, utf16le } from '../../test/make-table.ts'
import { openTable } from '../read-table.ts'
import type { Source } from './source.ts'
import type { Row } from './table.ts'
import { TableError } from './table-error.ts'

async function read(source: Source) {
  const table = await openTable(source)
  const rows: Row[] = []
  for await (const some of table.rows()) rows.push(...some)
  return { ...table, rows }
}
async function wrong(source: Source): Promise<[string, number | null]> {
  const found = await read(source).catch((error: unknown) => error)
  if (!(found instanceof TableError)) throw new Error('The file was read', { cause: found })
  return [found.problem, found.line]
}

describe('JSON', () => {
  it.each([
    ['json', '[\n {"a": 1, "b": ["x", "y"]},\n {"b": null, "c": "中"}\n]\n', [2, 3]],
    ['json', '[{"a":1,"b":["x","y"]},{"b":null,"c":"中"}]', [1, 1]],
    ['json', '[\n{\n"a": 1,\n"b": ["x",\n"y"]\n},\n{"b":null,"c":"中"}\n]', [2, 7]],
    ['ndjson', '{"a":1,"b":["x","y"]}\n\n{"b":null,"c":"中"}\n', [1, 3]],
  ])('%s: %j', async (format, text, lines) => {
    for (const piece of [1, 5, 4096]) {
      const table = await read(sourceOf(text, piece))
      expect([table.format, table.columns]).toEqual([format, ['a', 'b', 'c']])
      expect(table.rows).toEqual([
        { line: lines[0], cells: [1, ['x', 'y'], null], problem: null },
        { line: lines[1], cells: [null, null, '中'], problem: null },
      ])
    }
  })
  it('in other encodings', async () => {
    expect((await read(sourceOf(utf16le('\uFEFF[{"名称":"甲"}]')))).rows[0]?.cells).toEqual(['甲'])
    expect((await read(sourceOf(gb18030('{"名称":"甲"}\n')))).rows[0]?.cells).toEqual(['甲'])
  })
  it('names what a row has that is no column, and what no field can keep', async () => {
    const deep = `{"a":${'['.repeat(100)}${']'.repeat(100)}}`
    const many = '{"a":1}\n'.repeat(1000)
    const { rows } = await read(sourceOf(`${many}{"a":1,"late":2}\n${deep}\n{"a":1,"a":2}\n{"a":12345678901234567890}\n{"a":"\\u0000"}\n`, 4096))
    expect(rows.slice(1000).map(({ line, problem }) => [line, problem?.en])).toEqual([
      [1001, '“late” is in none of the first 1000 rows, and so no column.'],
      [1002, 'Nested deeper than 64 levels.'],
      [1003, 'a: This key is there twice.'],
      [1004, 'a: A number that cannot be kept exactly.'],
      [1005, 'a: Holds NUL or a lone surrogate.'],
    ])
  })

  it.each([
    ['[{"a":1},\n{"a":2},', 'unreadable', 2],
    ['[{"a":1},\n{"a":', 'unreadable', 2],
    ['{"a":1}\n{a:2}\n', 'unreadable', 2],
    ['[1,2]', 'unreadable', 1],
    ['{"__proto__":{"x":1}}', 'unreadable', 1],
    ['[]', 'empty', null],
    ['{}', 'empty', null],
    ['[{"a":1}] x', 'unreadable', 1],
    ['{"a":1,"A ":2}', 'header_twice', null],
  ])('%j is refused', async (text, problem, line) => expect(await wrong(sourceOf(text, 4096))).toEqual([problem, line]))

  it('501 keys are refused', async () => {
    const row = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`k${at}`, 1]))
    expect(await wrong(sourceOf(JSON.stringify(row), 4096))).toEqual(['columns', 1])
  })

  it('a row of 100 MB is refused, a million levels too', async () => {
    expect(await wrong(repeated('[{"a":1},\n{"a":"', 'x'.repeat(65_536), 1600, '"}]'))).toEqual(['row_large', 2])
    expect(await wrong(repeated('{"a":1}\n{"a":', '['.repeat(65_536), 100))).toEqual(['row_large', 2])
  })
})
