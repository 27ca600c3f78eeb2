import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatEvent } from '#shared/chat.ts'
import { fold, following, merge, startOf, unfold, unitsOf } from './positions.ts'

const id = '019abf00-0000-7000-8000-000000000000'
const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const event: fc.Arbitrary<ChatEvent> = fc.oneof(
  { weight: 6, arbitrary: piece.map((text): ChatEvent => ({ type: 'text-delta', text })) },
  { weight: 3, arbitrary: piece.map((text): ChatEvent => ({ type: 'reasoning-delta', text })) },
  { weight: 1, arbitrary: fc.string().map((name): ChatEvent => ({ type: 'source', source: { kind: 'item', item: { id, name, version: 1 } } })) },
)
const answer = fc.array(event, { maxLength: 60 })
const end = (events: ChatEvent[]) => events.reduce((sum, one) => sum + unitsOf(one), 0)

test('whoever comes back anywhere gets the same rest from memory, from the log in pieces of any size, and from the finished message', () => {
  fc.assert(
    fc.property(answer, fc.nat(500), fc.integer({ min: 1, max: 9 }), (events, where, size) => {
      const after = 1 + (where % (end(events) + 1))
      const rest = (source: Iterable<ChatEvent>) => merge([...following(source, 1, after)].map((placed) => placed.event))
      const direct = rest(events)
      expect(rest(unfold(fold(events)))).toEqual(direct)

      const logged: ChatEvent[] = []
      let seen = after
      for (let at = 0; at < events.length; at += size) {
        const row = { position: 1 + end(events.slice(0, at + size)), events: merge(events.slice(at, at + size)) }
        for (const placed of following(row.events, startOf(row), seen)) {
          logged.push(placed.event)
          seen = placed.position
        }
      }
      expect(merge(logged)).toEqual(direct)
    }),
    { numRuns: 1000 },
  )
})

test('positions end where the events end, however they are cut', () => {
  fc.assert(
    fc.property(answer, (events) => {
      const last = [...following(events, 1, 1)].at(-1)?.position ?? 1
      expect(last).toBe(1 + end(events))
      expect([...following(merge(events), 1, 1)].at(-1)?.position ?? 1).toBe(last)
    }),
  )
})
