import { expect, it } from 'vitest'
import { fillIn, isDate, isNumber, variablesIn } from '#shared/prompts.ts'

it('finds the variables of a text, each once and in order, without those that are filled in by themselves', () => {
  expect(variablesIn('{{客户}} and {{ due-date }} at {{date}}, again {{客户}}: {{b}} {{a}}')).toEqual(['客户', 'due-date', 'b', 'a'])
})

it.each(['{{}}', '{{ }}', '{{a b}}', '{{a', '{a}', '{{a\n}}', '{{<b>}}', '{{constructor.x}}', `{{${'x'.repeat(41)}}}`])('%j is no variable', (content) => {
  expect(variablesIn(content)).toEqual([])
  expect(fillIn(content, { a: '1', '': '2' })).toBe(content)
})

it('fills in every place, and looks at no value again', () => {
  expect(fillIn('{{a}}-{{ a }}-{{b}}-{{c}}', { a: '{{b}}', b: '$& $1' })).toBe('{{b}}-{{b}}-$& $1-{{c}}')
  expect(fillIn('{{constructor}} {{toString}}', {})).toBe('{{constructor}} {{toString}}')
})

it('tells dates and numbers from other texts', () => {
  expect(['2026-11-28', '2026-13-01', '28.11.2026', ''].map(isDate)).toEqual([true, false, false, false])
  expect(['1', '-2.5', '1e3', '.', '', '1 '].map(isNumber)).toEqual([true, true, false, false, false, false])
})
