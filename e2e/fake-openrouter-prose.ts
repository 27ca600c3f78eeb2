import { readFileSync } from 'node:fs'
import path from 'node:path'
import { randomFrom } from './random-from.ts'

/** Sentences that people wrote, in both languages. */
const sentences = ['README.zh-CN.md', 'README.md', 'CONTRIBUTING.md', 'docs/security.md', 'docs/streaming.md']
  .flatMap((file) => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8').split(/(?<=[。.]\s*)/))
  .filter((sentence) => sentence.length < 400)

/** So many characters, of which each seed gives others: as long as an answer is told to be, and no easier to compress than a real one. */
export function prose(length: number, seed: number): string {
  const random = randomFrom(seed)
  let text = ''
  while (text.length < length) text += sentences[Math.floor(random() * sentences.length)] ?? ''
  return text.slice(0, length).toWellFormed()
}
