import { expect, it } from 'vitest'
import type { ChatSession } from '#shared/chat.ts'
import { layOver } from './layOver.ts'

const session = (id: string, more: Partial<ChatSession> = {}): ChatSession => ({
  id,
  title: id,
  model: null,
  message_count: 2,
  running: false,
  head_id: null,
  unread: false,
  pinned: false,
  archived: false,
  folder_id: null,
  deleted_at: null,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  ...more,
})
const touched = { updated_at: '2026-01-02T00:00:00.000Z' }
const page = (ids: string, next_cursor: string | null) => ({ sessions: ids.split('').map((id) => session(id)), next_cursor })
/** Three pages of three, the last of the list among them. */
const list = () => ({ pages: [page('abc', '1'), page('def', '2'), page('ghi', null)], pageParams: [null, '1', '2'] })
const first = (...sessions: ChatSession[]) => ({ sessions, next_cursor: 'new' })
const idsOf = (given: ReturnType<typeof layOver>) => given?.pages.map(({ sessions }) => sessions.map(({ id }) => id).join(''))

it('what has come to the top is there alone, and whatever it pushed down is still there', () => {
  const top = session('e', { ...touched, running: true })
  const merged = layOver(list(), first(top, session('a'), session('b')))
  expect(idsOf(merged)).toEqual(['eabc', 'df', 'ghi'])
  expect(merged?.pages[0]?.sessions[0]).toBe(top)
  expect(merged?.pages.map(({ next_cursor }) => next_cursor)).toEqual(['1', '2', null])
  expect(merged?.pageParams).toEqual([null, '1', '2'])
  expect(idsOf(merged && layOver(merged, first(session('x', touched), top, session('a'))))).toEqual(['xeabc', 'df', 'ghi'])
})

it('what has gone from above its end is gone', () => {
  expect(idsOf(layOver(list(), first(session('a'), session('c'), session('d'))))).toEqual(['acd', 'ef', 'ghi'])
  expect(idsOf(layOver(list(), first(session('g'), session('h'), session('i'))))).toEqual(['ghi', '', ''])
})

it('the whole list on one page is all there is', () => {
  expect(layOver(list(), page('ab', null))).toEqual({ pages: [page('ab', null)], pageParams: [null] })
})

it('an end that is new, or has moved, or one below that is being answered, asks for all', () => {
  expect(layOver(list(), first(session('x', touched), session('y', touched), session('z', touched)))).toBeUndefined()
  expect(layOver(list(), first(session('x', touched), session('y', touched), session('h', touched)))).toBeUndefined()
  expect(layOver(list(), first(session('a', { pinned: true }), session('b', { pinned: true }), session('c', { pinned: true })))).toBeUndefined()
  const below = list()
  below.pages[2]?.sessions.splice(0, 1, session('g', { running: true }))
  expect(layOver(below, first(session('a'), session('b'), session('c')))).toBeUndefined()
})
