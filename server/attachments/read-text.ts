/** Marks at the beginning of a text that say how it is written. */
const marks: [number[], string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** What nobody types: controls that move no pen. Colours of a terminal's log are taken out before. */
const unprintable = /[^\P{Cc}\s\u0080-\u009f]|\ufffe|\uffff/u
const ESCAPE = String.fromCharCode(27)

/**
 * A file as text: UTF-8, UTF-16 with its mark, or what Chinese Windows writes.
 * @returns undefined for what is no text
 */
export function readText(bytes: Uint8Array): string | undefined {
  const marked = marks.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1]
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll(ESCAPE, '')
      return unprintable.test(text) ? undefined : text
    } catch {
      // Not written in this one.
    }
  }
  return undefined
}
