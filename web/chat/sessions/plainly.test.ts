import { expect, it } from 'vitest'
import { plainly } from './plainly.ts'

it('a piece of Markdown is read without its marks', () => {
  expect(plainly('您问的是：**客户访谈** | 项目 | 状态 | |---|---:| | 季度报告 | 完成 |')).toBe('您问的是：客户访谈 · 项目 · 状态 季度报告 · 完成 · ')
  expect(plainly('再给一段代码： ```ts export function 合计')).toBe('再给一段代码： export function 合计')
  expect(plainly('## Summary > In short: `status` is ~~open~~ __done__')).toBe(' Summary > In short: status is open done')
})

it('what only looks like Markdown stays', () => {
  for (const text of ['a - b, -1 and 3 * 4', 'C# and #12', 'x > y? no: x>y', 'snake_case 2026-11-28']) expect(plainly(text)).toBe(text)
})
