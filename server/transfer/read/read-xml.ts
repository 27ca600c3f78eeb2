import { Parser } from 'htmlparser2'
import { TableError } from './table-error.ts'

/** What a parser may hold back of a tag or a comment that does not end; and the most that a workbook has of either. */
const PENDING_MAX = 1024 * 1024
const DEPTH_MAX = 64
const ATTRIBUTES_MAX = 1000

export type XmlHandler = {
  open: (name: string, attributes: Record<string, string>) => void
  text: (text: string) => void
  close: (name: string) => void
}

/** A name without the prefix that some programs give it. */
const local = (name: string) => name.slice(name.indexOf(':') + 1)

const broken = (why: string) =>
  new TableError('unreadable', { en: 'The Excel file is damaged or incomplete.', 'zh-CN': 'Excel 文件已损坏或不完整。' }, null, { cause: new Error(why) })

/**
 * Tells a handler what is in an XML file, piece by piece; what it has of it is the handler's to bound. Yields after each piece, so that
 * whoever collects can give on what has come.
 * @throws TableError for what is not well-formed, and for a document type: no workbook has one, and only it could declare entities
 */
export async function* readXml(bytes: AsyncIterable<Uint8Array>, handler: XmlHandler): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let opened = false
  let depth = 0
  let attributes = 0
  const parser = new Parser(
    {
      onattribute() {
        attributes++
        if (attributes > ATTRIBUTES_MAX) throw broken('Too many attributes')
      },
      onopentag(name, given) {
        attributes = 0
        depth++
        if (depth > DEPTH_MAX) throw broken('Too deep')
        opened = true
        handler.open(local(name), given)
      },
      ontext(text) {
        opened = false
        handler.text(text)
      },
      onclosetag(name, isImplied) {
        // A tag that closes itself is closed when it is opened.
        if (isImplied && !opened) throw broken(`${name} is not closed`)
        opened = false
        depth--
        handler.close(local(name))
      },
      onprocessinginstruction(name) {
        if (name.toLowerCase().startsWith('!doctype')) throw broken('A document type')
      },
      onerror(error) {
        throw error
      },
    },
    // Entities are XML's five and numbers: there is no document type that could declare others.
    { xmlMode: true, decodeEntities: true },
  )
  let written = 0
  for await (const piece of bytes) {
    let text: string
    try {
      text = decoder.decode(piece, { stream: true })
    } catch (cause) {
      throw broken(String(cause))
    }
    parser.write(text)
    written += text.length
    if (written - parser.endIndex > PENDING_MAX + text.length) throw broken('A tag without end')
    yield
  }
  parser.end()
  yield
}
