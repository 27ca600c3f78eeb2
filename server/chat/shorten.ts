import { estimateTokens } from '#shared/tokens.ts'
import type { MessageWithFiles } from '../attachments/to-parts.ts'
import { cutMiddle } from './cut-middle.ts'
import type { Earlier } from './prompt.ts'

/** What is sent begins at a question whose place is a multiple of one of these, the largest that leaves something to send. */
const STEPS = [128, 64, 32, 16, 8, 4, 2]
/** Of all that may be sent, what one message gets: two long ones leave room for others. The second where a question leaves room for next to nothing. */
const SHARES = [1 / 4, 1 / 16]

type Placed = { message: MessageWithFiles; depth: number }

/** `shortened`: how many of those that are kept lack their middle. */
export type Shortened = { kept: MessageWithFiles[]; leftOut: number; shortened: number }

/**
 * What of a branch is sent, where not all of it fits: long messages lose their middle first, then the oldest are left out, from a message on
 * that stays the same for many questions. The places at which it can begin are fixed by counting from the beginning of the branch, so that
 * nobody has to remember where it began the last time; each new question only ever moves it on, by half of what fits or so.
 * @param tokens that fit beside this question
 * @param most tokens that are ever sent: of it depends where a message is cut, and not of the question
 */
export function shorten({ messages, leftOut }: Earlier, tokens: number, most: number): Shortened {
  const placed = messages.map(({ depth, ...message }, at) => ({ message, depth: depth ?? at + 1 }))
  if (!leftOut && sizeOf(placed) <= tokens) return { kept: placed.map(({ message }) => message), leftOut: 0, shortened: 0 }
  for (const share of SHARES) {
    const cut = placed.map(({ message, depth }) => ({ message: { ...message, content: cutMiddle(message.content, most * share) }, depth }))
    const at = !leftOut && sizeOf(cut) <= tokens ? 0 : beginning(cut, tokens)
    if (at !== undefined)
      return {
        kept: cut.slice(at).map(({ message }) => message),
        leftOut: (cut[at]?.depth ?? 1) - 1,
        shortened: cut.filter(({ message }, place) => place >= at && message.content !== placed[place]?.message.content).length,
      }
  }
  return { kept: [], leftOut: placed.at(-1)?.depth ?? 0, shortened: 0 }
}

const sizeOf = (placed: Placed[]) => placed.reduce((sum, { message }) => sum + estimateTokens(message.content), 0)

/** @returns undefined where nothing fits */
function beginning(placed: Placed[], tokens: number): number | undefined {
  const sizes = placed.map(({ message }) => estimateTokens(message.content))
  const all = sizes.reduce((sum, size) => sum + size, 0)
  for (const step of STEPS) {
    let rest = all
    for (const [at, { depth }] of placed.entries()) {
      // Where the oldest were not read, the first that was is no place to begin at: it is another one each time.
      if (rest <= tokens && at > 0 && (depth - 1) % step === 0) return at
      rest -= sizes[at] ?? 0
    }
  }
  return undefined
}
