import { expect, test } from 'vitest'
import { closeOpen } from './closeOpen.ts'

test.each([
  ['a **bold', 'a **bold**'],
  ['a **bold*', 'a **bold**'],
  ['a **bold** and', 'a **bold** and'],
  ['a *', 'a '],
  ['see [here](https://exa', 'see here'],
  ['see [he', 'see he'],
  ['see [here](https://example.com)', 'see [here](https://example.com)'],
  ['![picture](https://exa', ''],
  ['some `code', 'some `code`'],
  ['`a ** b`', '`a ** b`'],
  ['| a | b', ''],
  ['| a | b |\n|---|---|\n| 1', '| a | b |\n|---|---|\n| 1'],
  ['```js\nconst a = "**', '```js\nconst a = "**'],
])('%j is shown as %j', (growing, shown) => {
  expect(closeOpen(growing)).toBe(shown)
})
