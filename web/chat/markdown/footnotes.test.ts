import { expect, test } from 'vitest'
import { markFootnotes, readFootnote, takeFootnotes } from './footnotes.ts'

test('footnotes leave the text, and are counted as the text comes to them', () => {
  const { rest, notes } = takeFootnotes('See[^b] and[^a].\n\n[^a]: First,\n    in two lines.\n[^b]: Second\n\nEnd.')
  expect(rest).toBe('See[^b] and[^a].\n\nEnd.')
  expect(notes).toEqual([
    { name: 'b', text: 'Second' },
    { name: 'a', text: 'First,\nin two lines.' },
  ])
  const marked = markFootnotes('See[^b] and[^a], `[^a]` [^c]', notes)
  expect([...marked.matchAll(/`([^`]*)`/g)].map(([, code = '']) => readFootnote(code))).toEqual([1, 2, null])
  expect(marked).toContain('`[^a]` [^c]')
})

test('what looks like one in code is none', () => {
  const text = '```\n[^a]: x\n```\n'
  expect(takeFootnotes(text)).toEqual({ rest: text, notes: [] })
})
