import { DAY_MS, EPOCH_DAYS, FIRST_SERIAL, unescapeControls } from '../excel.ts'
import type { Zip } from './open-zip.ts'
import { readXml, type XmlHandler } from './read-xml.ts'
import { TableError } from './table-error.ts'

/** Of the parts that say how the file is made up. */
const PART_BYTES_MAX = 16 * 1024 * 1024
const SHARED_BYTES_MAX = 1024 * 1024 * 1024
/** Of all different texts of a workbook, which have to be known before its first row: as they are in memory. */
const SHARED_MEMORY_MAX = 256 * 1024 * 1024
/** What a text takes beside its characters. */
const TEXT_OVERHEAD = 40

async function readPart(zip: Zip, name: string, handler: XmlHandler, most = PART_BYTES_MAX): Promise<void> {
  for await (const _ of readXml(zip.read(name, most), handler));
}

const nothing = () => {}

export type Sheet = { name: string; path: string; hidden: boolean }

/** The sheets of a workbook in their order, and whether its days are counted from 1904. @throws TableError */
export async function readSheets(zip: Zip): Promise<{ sheets: Sheet[]; from1904: boolean }> {
  const found: { name: string; relation: string; hidden: boolean }[] = []
  const targets = new Map<string, string>()
  let from1904 = false
  await readPart(zip, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/i.test(attributes.date1904 ?? '')
      if (name !== 'sheet') return
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? ''
      found.push({ name: attributes.name ?? '', relation, hidden: (attributes.state ?? 'visible') !== 'visible' })
    },
    text: nothing,
    close: nothing,
  })
  await readPart(zip, 'xl/_rels/workbook.xml.rels', {
    open(name, { Id, Target }) {
      if (name === 'Relationship' && Id !== undefined && Target !== undefined) targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
    text: nothing,
    close: nothing,
  })
  // A sheet of charts alone has no rows.
  const sheets = found.flatMap(({ name, relation, hidden }) => {
    const path = targets.get(relation)
    return path !== undefined && zip.has(path) && path.includes('worksheets/') ? [{ name, path, hidden }] : []
  })
  return { sheets, from1904 }
}

export type DateStyle = 'date' | 'date_time' | 'time'

/** Which of Excel's own formats show a number as a day, a time, or both. */
function builtInDate(id: number): DateStyle | null {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return 'date'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return 'time'
  return id === 22 ? 'date_time' : null
}

/** Whether a format shows days or times: its letters, past what stands in quotes, in brackets and behind a backslash. */
function dateOf(format: string): DateStyle | null {
  const letters = format
    .replaceAll(/"[^"]*"|\\.|_.|\*./g, '')
    .replaceAll(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
    .split(';')[0]
    ?.toLowerCase()
    .replaceAll('general', '')
  if (!letters || !/[ymdhs]/.test(letters)) return null
  const time = /[hs]/.test(letters)
  const day = /[yd]/.test(letters) || (!time && letters.includes('m'))
  return day ? (time ? 'date_time' : 'date') : 'time'
}

/** For each style of cells, whether it shows a number as a day or a time. */
export async function readStyles(zip: Zip): Promise<(DateStyle | null)[]> {
  const own = new Map<number, DateStyle | null>()
  const styles: (DateStyle | null)[] = []
  if (!zip.has('xl/styles.xml')) return styles
  let inCells = false
  await readPart(zip, 'xl/styles.xml', {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes.numFmtId), dateOf(attributes.formatCode ?? ''))
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0)
        styles.push(own.has(id) ? (own.get(id) ?? null) : builtInDate(id))
      }
    },
    text: nothing,
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

/** The texts that cells share, by their places. @throws TableError where there are too many */
export async function readShared(zip: Zip): Promise<string[]> {
  const texts: string[] = []
  if (!zip.has('xl/sharedStrings.xml')) return texts
  let memory = 0
  let text = ''
  let inText = false
  /** How a text is read aloud, which is no part of it. */
  let aside = 0
  await readPart(
    zip,
    'xl/sharedStrings.xml',
    {
      open(name) {
        if (name === 'si') text = ''
        else if (name === 'rPh') aside++
        else if (name === 't') inText = aside === 0
      },
      text(piece) {
        if (!inText) return
        text += piece
        memory += 2 * piece.length
        if (memory > SHARED_MEMORY_MAX) throw tooMany()
      },
      close(name) {
        if (name === 't') inText = false
        else if (name === 'rPh') aside--
        else if (name === 'si') {
          texts.push(unescapeControls(text))
          memory += TEXT_OVERHEAD
          if (memory > SHARED_MEMORY_MAX) throw tooMany()
        }
      },
    },
    SHARED_BYTES_MAX,
  )
  return texts
}

const tooMany = () =>
  new TableError('too_large', {
    en: 'The Excel file has more different texts than can be held in memory. Save it as CSV.',
    'zh-CN': 'Excel 文件中的不同文本过多，无法载入内存，请另存为 CSV。',
  })

const FROM_1904_DAYS = 1462
/** The last day that a year of four digits has. */
const LAST_SERIAL = 2_958_466

/** A day or a moment as ISO 8601, as the sheet shows it; the number itself where it is none. */
export function toIso(serial: number, style: DateStyle, from1904: boolean): string | number {
  // From before March 1900 Excel is a day behind.
  const days = from1904 ? serial + FROM_1904_DAYS : serial < FIRST_SERIAL - 1 && serial >= 1 ? serial + 1 : serial
  if (!(serial >= 0 && days < LAST_SERIAL)) return serial
  const iso = new Date(Math.round((days - EPOCH_DAYS) * DAY_MS)).toISOString()
  const [day = '', rest = ''] = iso.split('T')
  const time = rest.replace(/(\.000)?Z$/, '')
  if (style === 'time' && serial < 1) return time
  return style === 'date' && time === '00:00:00' ? day : `${day}T${time}`
}
