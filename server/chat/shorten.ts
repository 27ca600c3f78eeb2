import { estimateTokens } from '#shared/tokens.ts'
import type { MessageWithFiles } from '../attachments/to-parts.ts'
import type { Earlier } from './prompt.ts'

/** What is sent begins at a question whose place is a multiple of one of these, the largest that leaves something to send. */
const STEPS = [128, 64, 32, 16, 8, 4, 2]

/**
 * What of a branch is sent, where not all of it fits: from a message on that stays the same for many questions. The places at which it can
 * begin are fixed by counting from the beginning of the branch, so that nobody has to remember where it began the last time; each new
 * question only ever moves it on, by half of what fits or so.
 * @param tokens that fit
 */
export function shorten({ messages, leftOut }: Earlier, tokens: number): { kept: MessageWithFiles[]; leftOut: number } {
  const placed = messages.map(({ depth, ...message }, at) => ({ message, depth: depth ?? at + 1 }))
  const sizes = placed.map(({ message }) => estimateTokens(message.content))
  const all = sizes.reduce((sum, size) => sum + size, 0)
  if (!leftOut && all <= tokens) return { kept: placed.map(({ message }) => message), leftOut: 0 }
  for (const step of STEPS) {
    let rest = all
    for (const [at, { depth }] of placed.entries()) {
      // Where the oldest were not read, the first that was is no place to begin at: it is another one each time.
      if (rest <= tokens && at > 0 && (depth - 1) % step === 0) return { kept: placed.slice(at).map(({ message }) => message), leftOut: depth - 1 }
      rest -= sizes[at] ?? 0
    }
  }
  return { kept: [], leftOut: placed.at(-1)?.depth ?? 0 }
}
