import { ZipFile } from 'yazl'
import type { Source } from '../transfer/read/source.ts'

/** A file of these bytes, read in pieces of this size: a reader must not care where they are cut. */
export function sourceOf(content: string | Uint8Array, piece = 7): Source {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return {
    size: bytes.length,
    async *read(from = 0, to = bytes.length) {
      for (let at = from; at < to; at += piece) yield bytes.subarray(at, Math.min(to, at + piece))
    },
  }
}

/** A file of one piece again and again, which is nowhere as a whole. */
export function repeated(head: string, piece: string, times: number, tail = ''): Source {
  const [first, middle, last] = [Buffer.from(head), Buffer.from(piece), Buffer.from(tail)]
  const size = first.length + middle.length * times + last.length
  return {
    size,
    async *read(from = 0, to = size) {
      let at = 0
      const part = (bytes: Uint8Array) => {
        const [start, end] = [Math.max(0, from - at), Math.min(bytes.length, to - at)]
        at += bytes.length
        return end > start ? bytes.subarray(start, end) : undefined
      }
      for (const bytes of (function* () {
        yield first
        for (let time = 0; time < times && at < to; time++) yield middle
        yield last
      })()) {
        const wanted = part(bytes)
        if (wanted) yield wanted
      }
    },
  }
}

let table: Map<string, number[]> | undefined

/** Characters of two bytes, by what the decoder makes of each pair. */
function gb18030Table(): Map<string, number[]> {
  if (table) return table
  const decoder = new TextDecoder('gb18030')
  table = new Map()
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const text = decoder.decode(new Uint8Array([lead, trail]))
      if (Array.from(text).length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, [lead, trail])
    }
  return table
}

/** Text in GB18030, which Node only reads. */
export function gb18030(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from(text).flatMap((sign) => {
      const code = sign.codePointAt(0) ?? 0
      const bytes = code < 0x80 ? [code] : gb18030Table().get(sign)
      if (!bytes) throw new Error(`${sign} has no two bytes in GB18030`)
      return bytes
    }),
  )
}

export const utf16le = (text: string): Uint8Array => Buffer.from(text, 'utf16le')
export const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16()

/** An archive of these parts. */
export async function zipOf(parts: Record<string, string | Uint8Array>): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  const pieces: Uint8Array[] = []
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

/** A workbook with one sheet of these rows, as Excel writes it: styles 1 and 2 are of days and of moments, 3 of times, 4 of Chinese days. */
export function workbookOf(rows: string, more: Record<string, string | Uint8Array> = {}): Promise<Uint8Array> {
  return zipOf({
    'xl/workbook.xml':
      '<?xml version="1.0"?><workbook xmlns:r="x"><sheets><sheet name="Hidden" state="hidden" r:id="rId9"/><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Target="/xl/worksheets/sheet9.xml"/></Relationships>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    'xl/sharedStrings.xml':
      '<sst><si><t>Name</t></si><si><r><t xml:space="preserve">富 </t></r><r><t>文本</t></r><rPh><t>fu</t></rPh></si><si><t>a_x000D_b &amp; &#20013;</t></si></sst>',
    'xl/worksheets/sheet9.xml': '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>hidden</t></is></c></row></sheetData></worksheet>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...more,
  })
}
