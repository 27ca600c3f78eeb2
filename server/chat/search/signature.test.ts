import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../e2e/random-from.ts'
import { askedPlaces, signatureOf } from './signature.ts'
import { patternsOf, see } from './words.ts'

const holds = (signature: Uint8Array, places: number[]) =>
  places.every((place) => {
    const bit = place % (signature.length * 8)
    return ((signature[bit >> 3] ?? 0) >> (bit & 7)) & 1
  })
const isIn = (text: string, q: string) => patternsOf(q).every((pattern) => see(text).text.search(pattern) >= 0)

const words = fc.constantFrom(
  '季度',
  '报告',
  'report',
  'Reports',
  're',
  'ﬁle',
  'API',
  '使用',
  'e\u0301',
  'É',
  'İ',
  '𠮷野家',
  '🎉',
  'ｶﾞ',
  '한국어',
  '2024',
  '-',
  ' ',
  '.',
)
const texts = fc.array(fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 60 }).map((parts) => parts.join(''))

describe('a signature', () => {
  it('has what is asked for wherever the words are in the text', () => {
    fc.assert(
      fc.property(texts, texts, fc.nat(), fc.nat(), (text, other, from, length) => {
        // Pieces of the text itself are found nearly always, others hardly ever.
        const start = from % (text.length + 1)
        for (const q of [text.slice(start, start + (length % 9)), other.slice(0, 8)])
          if (isIn(text, q)) expect(holds(signatureOf(text), askedPlaces(q)), JSON.stringify({ text, q })).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('rules out nearly every text that does not have the words, and is a fraction of the text', () => {
    const letters = '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经'
    const uniform = randomFrom(1)
    const random = (below: number) => Math.floor(uniform() * below)
    const chinese = Array.from({ length: 400 }, () => Array.from({ length: 300 }, () => letters.charAt(random(letters.length))).join(''))
    const english = Array.from({ length: 400 }, () =>
      Array.from({ length: 150 }, () => Array.from({ length: 2 + random(7) }, () => String.fromCharCode(97 + random(26))).join('')).join(' '),
    )
    for (const [texts, asked] of [
      [chinese, chinese.map((text) => text.slice(20, 24))],
      [english, english.map((text) => text.split(' ')[9] ?? '')],
    ] as const) {
      const signatures = texts.map(signatureOf)
      let wrong = 0
      let others = 0
      for (const q of asked) {
        const places = askedPlaces(q)
        for (const [at, signature] of signatures.entries()) {
          if (isIn(texts[at] ?? '', q)) continue
          others++
          if (holds(signature, places)) wrong++
        }
      }
      expect(wrong / others).toBeLessThan(0.1)
      const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
      expect(signatures.reduce((sum, { length }) => sum + length, 0) / bytes).toBeLessThan(0.5)
    }
  })

  it('is asked for nothing by what no text can hold', () => expect(askedPlaces(' ++ 。 ')).toEqual([]))
})
