import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import type { Source } from './source.ts'
import { TableError } from './table-error.ts'

/** A workbook has a few dozen parts; what has more is no workbook. */
const ENTRIES_MAX = 10_000

const broken = (cause: unknown) =>
  new TableError('unreadable', { en: 'The Excel file is damaged or incomplete.', 'zh-CN': 'Excel 文件已损坏或不完整。' }, null, { cause })

export type Zip = {
  has: (name: string) => boolean
  /**
   * The unpacked bytes of one part.
   * @param most more than that is refused before it is unpacked; whoever lies about it is found out while it is
   * @throws TableError
   */
  read: (name: string, most: number) => AsyncGenerator<Uint8Array>
  close: () => void
}

class SourceReader extends RandomAccessReader {
  readonly source: Source
  constructor(source: Source) {
    super()
    this.source = source
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.source.read(start, end), { objectMode: false })
  }
}

/** The parts of an archive, none of them unpacked before it is read. @throws TableError */
export async function openZip(source: Source): Promise<Zip> {
  const entries = new Map<string, Entry>()
  let zip: ZipFile
  try {
    zip = await fromRandomAccessReaderPromise(new SourceReader(source), source.size, { lazyEntries: true, autoClose: false })
    if (zip.entryCount > ENTRIES_MAX) throw new Error('Too many parts')
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  } catch (cause) {
    throw broken(cause)
  }
  return {
    has: (name) => entries.has(name),
    async *read(name, most) {
      const entry = entries.get(name)
      if (!entry) throw broken(new Error(`No ${name}`))
      if (entry.isEncrypted())
        throw new TableError('encrypted', { en: 'The file is encrypted. Save it without a password.', 'zh-CN': '文件已加密，请取消密码后重新保存。' })
      if (entry.uncompressedSize > most) {
        const [en, mb] = [name.split('/').at(-1) ?? name, Math.floor(most / 1024 / 1024)]
        throw new TableError('too_large', {
          en: `The Excel file unpacks to more than ${mb} MB (${en}). Save it as CSV.`,
          'zh-CN': `Excel 文件解压后超过 ${mb} MB（${en}），请另存为 CSV。`,
        })
      }
      try {
        const stream = await zip.openReadStreamPromise(entry)
        let sum = 0
        for await (const piece of stream) {
          if (!(piece instanceof Uint8Array)) continue
          sum = crc32(piece, sum)
          yield piece
        }
        // Packed bytes that were changed may unpack all the same, to something else.
        if (sum !== entry.crc32) throw new Error('The checksum is another')
      } catch (cause) {
        throw cause instanceof TableError ? cause : broken(cause)
      }
    },
    close: () => zip.close(),
  }
}
