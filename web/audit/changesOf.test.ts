import { expect, it } from 'vitest'
import { changesOf, subjectOf } from './changesOf.ts'

it('tells field by field what changed', () => {
  expect(changesOf({ name: '甲', role: 'viewer' }, { name: '甲', role: 'editor' })).toEqual([
    { field: 'name', before: '甲', after: '甲', same: true },
    { field: 'role', before: 'viewer', after: 'editor', same: false },
  ])
  expect(changesOf(null, { name: '甲' })).toEqual([{ field: 'name', before: undefined, after: '甲', same: false }])
  expect(changesOf({ name: '甲' }, null)).toEqual([{ field: 'name', before: '甲', after: undefined, same: false }])
  expect(changesOf(null, null)).toEqual([])
})

it('compares what is inside of a field', () => {
  const [change] = changesOf({ permissions: ['items:read'] }, { permissions: ['items:read'] })
  expect(change?.same).toBe(true)
})

it('names what an entry is about', () => {
  expect(subjectOf({ before: { name: '旧' }, after: { name: '新' }, detail: {} })).toBe('新')
  expect(subjectOf({ before: { title: '旧' }, after: null, detail: {} })).toBe('旧')
  expect(subjectOf({ before: null, after: null, detail: { email: 'lin@example.com' } })).toBe('lin@example.com')
  expect(subjectOf({ before: null, after: [1], detail: {} })).toBeNull()
})
