import type { ImportEncoding } from '#shared/imports.ts'
import type { Source } from './source.ts'
import { TableError } from './table-error.ts'

const names: Record<ImportEncoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  gb18030: 'GB18030',
  big5: 'Big5',
  shift_jis: 'Shift_JIS',
}
const NEWLINE = 10

function linesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

/**
 * A file's text as UTF-8, piece by piece, without its mark; whoever reads it sees no byte that is none of its encoding.
 * @throws TableError with the line of what is not
 */
export async function* decode(source: Source, encoding: ImportEncoding, mark: number): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  let lines = 1
  const lineOf = (text: string) => lines + text.split('\n').length - 1

  for await (const bytes of source.read(mark)) {
    let text: string
    try {
      text = decoder.decode(bytes, { stream: true })
    } catch (cause) {
      const words = { en: `This is not ${names[encoding]}.`, 'zh-CN': `此处不是有效的 ${names[encoding]} 编码。` }
      throw new TableError('encoding', words, await lineOfFault(source, encoding, mark), { cause })
    }
    const nul = text.indexOf('\0')
    if (nul >= 0)
      throw new TableError('nul', { en: 'There is a NUL here, which no text has.', 'zh-CN': '此处含有 NUL 字符，文本中不应出现。' }, lineOf(text.slice(0, nul)))
    const utf8 = Buffer.from(text)
    lines += linesIn(utf8)
    if (utf8.length > 0) yield utf8
  }
  try {
    decoder.decode()
  } catch (cause) {
    const words = { en: `The file ends within a character of ${names[encoding]}.`, 'zh-CN': `文件在一个 ${names[encoding]} 字符中间结束。` }
    throw new TableError('encoding', words, lines, { cause })
  }
}

/** In which line the first bytes are that say nothing. Read once more: who decodes strictly does not tell where it stopped. */
async function lineOfFault(source: Source, encoding: ImportEncoding, mark: number): Promise<number> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  let lines = 1
  for await (const bytes of source.read(mark)) {
    const text = decoder.decode(bytes, { stream: true })
    const at = text.indexOf('\ufffd')
    lines += (at < 0 ? text : text.slice(0, at)).split('\n').length - 1
    if (at >= 0) break
  }
  return lines
}
