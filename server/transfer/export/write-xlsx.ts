import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { CollectionItem } from '#shared/items.ts'
import { encode } from '../../audit/write-export.ts'
import type { Column } from '../columns.ts'
import { partsOf, type SheetOptions, writeSheet } from './sheet.ts'

/** The file, packed while it is written: nothing of it is kept, whoever stops reading stops the writing. */
export function writeXlsx(
  columns: readonly Column[],
  rows: AsyncIterable<CollectionItem[]>,
  { sheetName, ...how }: SheetOptions & { sheetName: string },
): Readable {
  const zip = new ZipFile()
  for (const [name, xml] of partsOf(columns, sheetName)) zip.addBuffer(Buffer.from(xml), name)
  const sheet = Readable.from(encode(writeSheet(columns, rows, how)))
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml')
  zip.end()
  const file = new PassThrough()
  const fail = (error: Error) => file.destroy(error)
  zip.on('error', fail)
  sheet.once('error', fail)
  zip.outputStream.pipe(file)
  file.once('close', () => sheet.destroy())
  return file
}
