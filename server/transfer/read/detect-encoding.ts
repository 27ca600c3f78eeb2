import type { ImportEncoding } from '#shared/imports.ts'
import { firstBytes, type Source } from './source.ts'
import { TableError } from './table-error.ts'

/** Those that are found out; what may be Big5 or Shift_JIS may be GB18030 as well. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** Bytes that tell UTF-16 without a mark: some line ends and separators are among them. */
const SAMPLE_BYTES = 64 * 1024

/** Which encoding a file is in, and how many bytes its mark takes. @throws TableError where it is none of ours */
export async function detectEncoding(source: Source): Promise<{ encoding: Encoding; mark: number }> {
  const sample = await firstBytes(source, SAMPLE_BYTES)
  const [a, b, c] = sample
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', mark: 3 }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', mark: 2 }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', mark: 2 }
  const wide = wideOrder(sample)
  if (wide) return { encoding: wide, mark: 0 }
  // Text in GB18030 is almost never UTF-8 by chance; the other way round it often is. So all of it is looked at, not a sample, whose
  // Chinese may come only in its last line.
  const utf8 = await validTo(source, 'utf-8')
  if (utf8 === null) return { encoding: 'utf-8', mark: 0 }
  const gb18030 = await validTo(source, 'gb18030')
  if (gb18030 === null) return { encoding: 'gb18030', mark: 0 }
  // Broken in one place: what reads it finds that place, and says its line.
  if (utf8 === 0 && gb18030 === 0)
    throw new TableError('binary', { en: 'This is no text, or in an encoding that is not known here.', 'zh-CN': '文件不是文本，或使用了无法识别的编码。' })
  return { encoding: gb18030 > utf8 ? 'gb18030' : 'utf-8', mark: 0 }
}

const marks: Partial<Record<ImportEncoding, number[]>> = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] }

/** An encoding that was said, and how many bytes its mark takes, where the file has it. */
export async function markOf(source: Source, encoding: ImportEncoding): Promise<{ encoding: ImportEncoding; mark: number }> {
  const mark = marks[encoding] ?? []
  const sample = await firstBytes(source, mark.length)
  return { encoding, mark: mark.every((byte, at) => sample[at] === byte) ? mark.length : 0 }
}

/**
 * The order of bytes of UTF-16 without a mark. Its line ends and separators have a zero on the same side each time; nothing else that is
 * text has zeros.
 */
function wideOrder(sample: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  let little = 0
  let big = 0
  for (let at = 0; at + 1 < sample.length; at += 2) {
    const [first = 0, second = 0] = [sample[at], sample[at + 1]]
    if (first === 0 && second === 0) return null
    if (second === 0 && first >= 0x09 && first < 0x80) little++
    else if (first === 0 && second >= 0x09 && second < 0x80) big++
  }
  if (little + big === 0) return null
  const order = little > big ? 'utf-16le' : 'utf-16be'
  const most = Math.max(little, big)
  if (Math.min(little, big) * 10 > most) return null
  // What would be UTF-8 too is text of ASCII, in which every other byte is zero; else somebody wrote a NUL into a file.
  if (isValid(sample, 'utf-8') && most * 4 < sample.length) return null
  return isValid(sample, order) ? order : null
}

/** Whether bytes are a beginning of a text. */
function isValid(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** How many pieces of a file are valid in an encoding before one is not; null where all are. */
async function validTo(source: Source, encoding: Encoding): Promise<number | null> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let pieces = 0
  try {
    for await (const piece of source.read()) {
      decoder.decode(piece, { stream: true })
      pieces++
    }
    decoder.decode()
    return null
  } catch {
    return pieces
  }
}
