/** Up to a space or a sign that ends a sentence: in Chinese there is no space behind an address. */
const address = /https?:\/\/[^\s<>"'，。；！？、）】》“”]+/g
const endOfSentence = /[.,;:!?)\]]+$/

/** Parts of a text, those at odd places being addresses. */
export function partsOf(text: string): string[] {
  const parts: string[] = []
  let at = 0
  for (const { index, 0: found } of text.matchAll(address)) {
    const link = found.replace(endOfSentence, '')
    parts.push(text.slice(at, index), link)
    at = index + link.length
  }
  return [...parts, text.slice(at)]
}

/** A text as it was written, with its line breaks; addresses lead where they say, and nothing else is understood. */
export const PlainText = ({ text }: { text: string }) => (
  <p className="whitespace-pre-wrap wrap-anywhere">
    {partsOf(text).map((part, at) =>
      at % 2 === 1 ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
        <a key={at} href={part} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline underline-offset-2">
          {part}
        </a>
      ) : (
        part
      ),
    )}
  </p>
)
