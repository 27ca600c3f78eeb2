import type { Language } from '#shared/errors.ts'
import { estimateTokens } from '#shared/tokens.ts'
import { languageOf } from './language.ts'

/** Where a message was cut: a model that is not told takes the two ends for one text. */
const mark: Record<Language, string> = {
  'zh-CN': '\n\n［……因长度限制，此消息的中间部分未包含在内……］\n\n',
  en: '\n\n[… The middle of this message was left out because of its length. …]\n\n',
}
/** What one step takes away where the estimate of the ends is more than their share of the whole. */
const LESS = 0.9

/**
 * The beginning and the end of a text, as much as so many tokens take: how something begins says what it is, how it ends what came of it.
 * The same for the same text and number, so that the provider need not read it again.
 * @returns the text itself where it is short enough
 */
export function cutMiddle(text: string, tokens: number): string {
  const all = estimateTokens(text)
  if (all <= tokens) return text
  const between = mark[languageOf(text)]
  for (let length = Math.floor((text.length * tokens) / all); length > 1; length = Math.floor(length * LESS)) {
    const cut = ends(text, length).join(between)
    if (estimateTokens(cut) <= tokens) return cut
  }
  return between.trim()
}

/** No half of a character that takes two units is left of the cut, nor right of it. */
function ends(text: string, length: number): [string, string] {
  const half = Math.ceil(length / 2)
  return [text.slice(0, half).replace(/[\ud800-\udbff]$/, ''), text.slice(text.length - (length - half)).replace(/^[\udc00-\udfff]/, '')]
}
