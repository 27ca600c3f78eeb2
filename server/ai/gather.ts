import { setTimeout as sleep } from 'node:timers/promises'
import type { ModelEvent } from './provider.ts'

/**
 * What each piece of an answer costs is paid many times over for many answers. From the third at once on, what follows the first words is read
 * in fewer and larger pieces, the more of them the larger; the longest wait is shorter than an eye takes to read a word.
 */
const HELD_MS_PER_ANSWER = 0.4
const HELD_MOST_MS = 200
let reading = 0

/** One answer more is being read. @returns what says that it is not any more */
export function countAnswer(): () => void {
  reading++
  return () => {
    reading--
  }
}

/** Waits for more to come; not at all for one or two answers. */
export async function gather(): Promise<void> {
  const most = Math.min(HELD_MOST_MS, Math.floor(reading * HELD_MS_PER_ANSWER))
  // Each for another time: timers of one length go off together, and whose turn comes after all of them waits.
  if (most > 0) await sleep(Math.ceil(most * (0.5 + Math.random() / 2)))
}

/** Adds to what came together: text to text and thought to thought. */
export function append(said: ModelEvent[], event: ModelEvent): void {
  const last = said.at(-1)
  if ((last?.type === 'text' && event.type === 'text') || (last?.type === 'reasoning' && event.type === 'reasoning')) last.text += event.text
  else said.push(event)
}
