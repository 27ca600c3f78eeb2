import { expect, test } from 'vitest'
import { closeOpen, isTableToBe } from './closeOpen.ts'

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
  ['| a | b |\n|---|---|\n| 1', '| a | b |\n|---|---|\n| 1'],
  ['```js\nconst a = "**', '```js\nconst a = "**'],
  ['```js\nconst a = 1\n`', '```js\nconst a = 1'],
  ['```js\nconst a = 1\n``', '```js\nconst a = 1'],
  ['```js\nconst a = 1\n```', '```js\nconst a = 1\n```'],
  ['````\n```\n```', '````\n```'],
  ['~~~\na\n~', '~~~\na'],
  ['Like this:\n```js\nconst a', 'Like this:\n```js\nconst a'],
  ['Like this:\n```js\nconst a = `x', 'Like this:\n```js\nconst a = `x'],
  ['Like this:\n``', 'Like this:\n'],
  ['1. First\n   ```sh\n   ls\n   `', '1. First\n   ```sh\n   ls'],
  ['- ```sh\n  ls\n  ```\n- then `ls', '- ```sh\n  ls\n  ```\n- then `ls`'],
  ['> ```\n> a\n> `', '> ```\n> a'],
  ['- costs 5`\n- and `code', '- costs 5`\n- and `code`'],
  ['two `` of ', 'two `` of ``'],
  ['two ``a ` b', 'two ``a ` b``'],
  ['two ``a`', 'two ``a``'],
  ['some `', 'some '],
  ['some `code` and `', 'some `code` and '],
  ['`a[0` is', '`a[0` is'],
  ['the [`code`](https://exa', 'the `code`'],
])('%j is shown as %j', (growing, shown) => {
  expect(closeOpen(growing)).toBe(shown)
})

test('a row of pipes is no table before its second line', () => {
  expect(['| a | b', '| a | b |\n|--', '| a |\n|---|\n| 1', 'a | b'].map(isTableToBe)).toEqual([true, true, false, false])
})
