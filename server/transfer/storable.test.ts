import { expect, it } from 'vitest'
import { storable } from './import/storable.ts'

it('what no database keeps is shown by the sign for what is no character, wherever it stands', () => {
  expect(storable(['a\0b', '\ud800x', 1, null, true, { 'k\0': ['\udc00', '😀'] }])).toEqual([
    'a\u{fffd}b',
    '\u{fffd}x',
    1,
    null,
    true,
    { 'k\u{fffd}': ['\u{fffd}', '😀'] },
  ])
})
