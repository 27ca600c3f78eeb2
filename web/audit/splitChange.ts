/** What two texts have in common at both ends is `start` and `end`; `before` and `after` are what differs between. */
export type SplitChange = { start: string; before: string; after: string; end: string }

/** In whole characters, so that none is cut in two. */
const characters = (text: string) => Array.from(text)

export function splitChange(before: string, after: string): SplitChange {
  const from = characters(before)
  const to = characters(after)
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start += 1
  let end = 0
  while (end < shorter - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end += 1
  const middle = (all: string[]) => all.slice(start, all.length - end).join('')
  return { start: from.slice(0, start).join(''), before: middle(from), after: middle(to), end: from.slice(from.length - end).join('') }
}
