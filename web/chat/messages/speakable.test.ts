import { expect, test } from 'vitest'
import { lastSentenceEnd, speakable } from './speakable.ts'

test('only what is complete is read out', () => {
  expect(lastSentenceEnd('One. Two is being wri')).toBe(4)
  expect(lastSentenceEnd('第一句。第二')).toBe(4)
  expect(lastSentenceEnd('Version 3.14 is')).toBe(0)
  expect(lastSentenceEnd('Look:\n```js\na = 1\n')).toBe(6)
})

test('marks are left out and code is named', () => {
  expect(speakable('## A **bold** [link](https://example.com)\n\n```ts\nconst a = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |', 'code')).toBe(
    'A bold link code a b 1 2',
  )
})
