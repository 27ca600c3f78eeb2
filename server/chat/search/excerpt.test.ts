import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { excerptOf, marksIn } from './excerpt.ts'
import { patternsOf } from './words.ts'

const marked = (text: string, q: string) => marksIn(text, patternsOf(q)).map(({ start, end }) => text.slice(start, end))

describe('marks', () => {
  it('stand where the words are, as the index sees them', () => {
    expect(marked('第三季度报告与季度计划', '季度')).toEqual(['季度', '季度'])
    expect(marked('第三季度报告', '报')).toEqual(['报'])
    expect(marked('Quarterly Report, reports and unreported', 'REPORT')).toEqual(['Report', 'report'])
    expect(marked('使用API接口', 'api')).toEqual(['API'])
    expect(marked('foo-bar and foo bar', 'foo-bar')).toEqual(['foo-bar', 'foo bar'])
    expect(marked('客户：名单', '客户名单')).toEqual([])
    expect(marked('ＡＰＩ 和 ﬁle', 'api file')).toEqual(['ＡＰＩ', 'ﬁle'])
    expect(marked('Cafe\u0301 café', 'café')).toEqual(['Cafe\u0301', 'café'])
    expect(marked('🎉季度🎉', '季度')).toEqual(['季度'])
    expect(marked('a.b*c (x) [y]', '( [ * \\ x')).toEqual(['x'])
    expect(marked('anything', '++')).toEqual([])
  })

  it('that overlap are one', () => expect(marked('季度报告', '季度报 度报告')).toEqual(['季度报告']))
})

describe('an excerpt', () => {
  it('is the piece that has the words, on one line', () => {
    const text = `${'开头 '.repeat(200)}\n这里是季度报告的\n结论${' 结尾'.repeat(200)}`
    const { excerpt, matches } = excerptOf(text, patternsOf('季度报告 结论'))
    expect(matches.map(({ start, end }) => excerpt.slice(start, end))).toEqual(['季度报告', '结论'])
    expect(excerpt).toMatch(/^….*…$/)
    expect(excerpt).not.toContain('\n')
  })

  it('prefers the place where more of the words are', () => {
    const text = `alpha ${'x '.repeat(300)} alpha beta ${'y '.repeat(300)}`
    expect(excerptOf(text, patternsOf('alpha beta')).matches).toHaveLength(2)
  })

  it('is the beginning where nothing is found', () => expect(excerptOf('short', patternsOf('other'))).toEqual({ excerpt: 'short', matches: [] }))

  it('is well-formed, bounded and marked inside, whatever the text', () => {
    const words = fc.constantFrom('季度', 'report', '🎉', 'ﬁ', 'e\u0301', ' ', '\n', 'İ', '报', '-')
    const texts = fc.array(fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 400 }).map((parts) => parts.join('').toWellFormed())
    fc.assert(
      fc.property(texts, fc.constantFrom('季度', 'report', '报', 'fi', 'é', 'i', '季度 report'), (text, q) => {
        const { excerpt, matches } = excerptOf(text, patternsOf(q))
        expect(excerpt.isWellFormed()).toBe(true)
        expect(excerpt.length).toBeLessThan(200)
        let before = 0
        for (const { start, end } of matches) {
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(excerpt.length)
          before = end
        }
      }),
    )
  })
})
