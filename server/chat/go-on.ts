import type { ChatEvent, Usage } from '#shared/chat.ts'

type Before = {
  /** What the answer has, without white space at its end. */
  text: string
  /** The white space that it had there. */
  space: string
  usage: Usage | null
}

/** The rest of an answer, so that with what it has it is one text, and one account of what it cost. */
export async function* goOn(before: Before, events: AsyncIterable<ChatEvent>): AsyncGenerator<ChatEvent> {
  const seam = startSeam(before.text, before.space)
  for await (const event of events) {
    const text = event.type === 'text-delta' ? seam.add(event.text) : event.type === 'reasoning-delta' ? '' : seam.end()
    if (text) yield { type: 'text-delta', text }
    if (event.type === 'finish') yield { ...event, usage: event.usage && before.usage ? sum(before.usage, event.usage) : event.usage }
    else if (event.type !== 'text-delta') yield event
  }
}

const sum = (a: Usage, b: Usage): Usage => ({
  prompt_tokens: a.prompt_tokens + b.prompt_tokens,
  completion_tokens: a.completion_tokens + b.completion_tokens,
  total_tokens: a.total_tokens + b.total_tokens,
  cached_tokens: a.cached_tokens + b.cached_tokens,
  cost: a.cost === null || b.cost === null ? null : a.cost + b.cost,
})

/** A repetition shorter than this may be meant: rows of a table begin alike. In bytes, of which a Chinese character has three. */
const REPEATED_MIN_BYTES = 16
/** A line of dashes repeats nothing. */
const REPEATED_MIN_CHARACTERS = 5

/**
 * Puts the rest to what is there. Models that cannot be given the beginning of their answer write it again, or its last words: as long
 * as what comes may be that, it is held back, and what proves to be it is left out.
 */
export function startSeam(before: string, space: string): { add: (text: string) => string; end: () => string } {
  let held = ''
  let joined = false

  function join(repeated: number): string {
    joined = true
    const rest = held.trimStart()
    const fresh = repeated > 0 ? rest.slice(repeated) : held
    return fresh === '' || /^\s/.test(fresh) ? fresh : space + fresh
  }

  return {
    add(text) {
      if (joined) return text
      held += text
      const rest = held.trimStart()
      // Somewhere before, with more behind it: it may go on to the end.
      return rest === '' || hasWithMoreBehind(before, rest) ? '' : join(repetition(before, rest))
    },
    end() {
      if (joined || held === '') return ''
      const rest = held.trimStart()
      if (hasWithMoreBehind(before, rest) && isLong(rest)) {
        joined = true
        return ''
      }
      return join(repetition(before, rest))
    },
  }
}

function hasWithMoreBehind(before: string, text: string): boolean {
  const at = before.indexOf(text)
  return at >= 0 && at + text.length < before.length
}

/** How much of the beginning of `text` is the end of `before`: the longest that is no accident. */
function repetition(before: string, text: string): number {
  for (let length = Math.min(before.length, text.length); length > 0; length--) {
    if (before.endsWith(text.slice(0, length))) return isLong(text.slice(0, length)) ? length : 0
  }
  return 0
}

const isLong = (text: string) => Buffer.byteLength(text) >= REPEATED_MIN_BYTES && new Set(text).size >= REPEATED_MIN_CHARACTERS
