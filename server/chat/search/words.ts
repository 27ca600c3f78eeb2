const CJK = String.raw`\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\u{20000}-\u{3FFFF}`
const WORD = String.raw`\p{L}\p{N}\p{M}`
const NARROW = `(?:(?![${CJK}])[${WORD}])`
/** A word, or a run of characters that need no spaces. */
const part = new RegExp(`[${CJK}]+|${NARROW}+`, 'gu')
const wideStart = new RegExp(`^[${CJK}]`, 'u')
const cluster = /[\s\S]\p{M}*/gu
const isWide = (said: string) => wideStart.test(said)

/** A text as a search sees it, and where each unit of that stands in the text itself. */
export type Seen = { text: string; at: (index: number) => number }

export function see(text: string): Seen {
  const seen = text.normalize('NFKC')
  const lower = seen.toLowerCase()
  // Nearly every text: what one unit says stays one unit.
  if (seen === text && lower.length === text.length) return { text: lower, at: (index) => index }
  let folded = ''
  const places: number[] = []
  for (const { 0: written, index } of text.matchAll(cluster)) {
    const said = written.normalize('NFKC').toLowerCase()
    folded += said
    for (let unit = 0; unit < said.length; unit++) places.push(index)
  }
  return { text: folded, at: (index) => places[index] ?? text.length }
}

/** The words of a search, apart by white space, each as its parts. */
function termsOf(q: string): string[][] {
  const terms = q.normalize('NFKC').toLowerCase().split(/\s+/)
  return [...new Set(terms)].map((term) => term.match(part) ?? []).filter((parts) => parts.length > 0)
}

/**
 * What each word of a search looks like in a text that is seen: its parts, with nothing but punctuation between them. Of a word only the
 * beginning may be searched for, where one begins: after anything but a letter of the same kind.
 */
export function patternsOf(q: string): RegExp[] {
  return termsOf(q).map((parts) => {
    const written = parts.map((said) => (isWide(said) ? said : `(?<!${NARROW})${said}`))
    return new RegExp(written.join(`[^${WORD}]*`), 'gu')
  })
}

/** In units. Of a word these beginnings are tokens: enough to tell it from others, and few. */
const BEGINNINGS = [1, 2, 3, 5, 8]

function addTokens(tokens: Set<string>, said: string): void {
  if (!isWide(said)) {
    for (const length of BEGINNINGS) if (said.length >= length) tokens.add(said.slice(0, length))
    return
  }
  let before = ''
  for (const character of said) {
    tokens.add(character)
    if (before) tokens.add(before + character)
    before = character
  }
}

/** Every text in which the patterns of a search are found has the tokens of that search among its own. */
export function tokensOf(text: string): Set<string> {
  const tokens = new Set<string>()
  for (const [said] of see(text).text.matchAll(part)) addTokens(tokens, said)
  return tokens
}

export function searchedTokens(q: string): Set<string> {
  const tokens = new Set<string>()
  for (const said of termsOf(q).flat()) addTokens(tokens, said)
  return tokens
}
