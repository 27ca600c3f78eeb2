import { plainNumber, textOf } from '#shared/cell-text.ts'
import type { Language } from '#shared/errors.ts'
import { currencyDecimals, type Field } from '#shared/fields.ts'
import type { CollectionItem } from '#shared/items.ts'
import { SHEET_CELL_MAX, SHEET_ROWS_MAX } from '#shared/transfer.ts'
import { ahead } from '#shared/zones.ts'
import type { Column } from '../columns.ts'
import { cutMarks, DAY_MS, EPOCH_DAYS, escapeControls, FIRST_SERIAL, letters } from '../excel.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeXml = (text: string): string => escapeControls(text).replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

/** Places in the list of styles; each column has one of its own behind them. */
const HEADER = 1
const FIRST_COLUMN = 2

/** Excel's words for how a column shows its values. */
function numberFormat({ type, field }: Column): string {
  const decimals = (places: number) => (places === 0 ? '' : `.${'0'.repeat(places)}`)
  switch (type) {
    case 'date':
      return 'yyyy-mm-dd'
    case 'date_time':
      return 'yyyy-mm-dd hh:mm:ss'
    case 'currency':
      return `${symbolOf(field)}#,##0${decimals(currencyDecimals(field?.currency ?? 'CNY'))}`
    case 'number':
      return field?.decimals === undefined ? 'General' : `0${decimals(field.decimals)}`
    case 'checkbox':
      return 'General'
    case 'text':
    case 'long_text':
    case 'select':
    case 'multi_select':
    case 'url':
    case 'email':
    case 'person':
    case 'relation':
    case 'attachment':
      // Text stays text when somebody types into it: an article number keeps its zeros.
      return '@'
  }
}

function symbolOf(field: Field | undefined): string {
  const currency = field?.currency ?? 'CNY'
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  return `"${(parts.find(({ type }) => type === 'currency')?.value ?? currency).replaceAll('"', '')}"`
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** How cells look: a header of its own, and one style a column. */
function styles(columns: readonly Column[]): string {
  const formats = columns.map((column, at) => `<numFmt numFmtId="${164 + at}" formatCode="${escapeXml(numberFormat(column))}"/>`)
  const cells = columns.map((_, at) => `<xf numFmtId="${164 + at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`)
  return `${head}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">${formats.join('')}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EBF0"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${FIRST_COLUMN + cells.length}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>${cells.join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

/** The small parts of the file, by their names in it. */
export function partsOf(columns: readonly Column[], sheetName: string): [name: string, xml: string][] {
  return [
    [
      '[Content_Types].xml',
      `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escapeXml(nameOf(sheetName))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', styles(columns)],
  ]
}

/** A sheet's name has at most 31 units, none of these signs and no apostrophe at its ends. */
const nameOf = (name: string) =>
  name
    .replaceAll(/[[\]:*?/\\\p{Cc}]/gu, ' ')
    .slice(0, 31)
    .toWellFormed()
    .replaceAll(/^'|'$/g, ' ')
    .trim() || 'Sheet1'

const widths: Partial<Record<Column['type'], number>> = { number: 12, currency: 14, date: 12, date_time: 20, checkbox: 9, long_text: 48 }

/** In whose words a cut text says so, and whose clock moments are of (IANA). */
export type SheetOptions = { language: Language; zone: string }

/** A cell that says of itself what it is. A text is never run. */
function cell(place: string, style: number, value: unknown, { type }: Column, { language, zone }: SheetOptions): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return `<c r="${place}" s="${style}"><v>${plainNumber(value)}</v></c>`
  if (typeof value === 'boolean') return `<c r="${place}" s="${style}" t="b"><v>${value ? 1 : 0}</v></c>`
  const text = textOf(value)
  if (type === 'date' || type === 'date_time') {
    const moment = Date.parse(text)
    const serial = (moment + (type === 'date' ? 0 : ahead(zone, moment))) / DAY_MS + EPOCH_DAYS
    // What was before March 1900 Excel counts wrong, or not at all.
    if (serial >= FIRST_SERIAL) return `<c r="${place}" s="${style}"><v>${serial}</v></c>`
  }
  return textCell(place, style, text, language)
}

function textCell(place: string, style: number, text: string, language: Language): string {
  const mark = cutMarks[language]
  const whole = text.length > SHEET_CELL_MAX ? `${text.slice(0, SHEET_CELL_MAX - mark.length).toWellFormed()}${mark}` : text
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(whole)}</t></is></c>`
}

/** The sheet itself, piece by piece. */
export async function* writeSheet(columns: readonly Column[], rows: AsyncIterable<CollectionItem[]>, how: SheetOptions): AsyncGenerator<string> {
  const names = columns.map((_, at) => letters(at))
  const cols = columns.map(({ type }, at) => `<col min="${at + 1}" max="${at + 1}" width="${widths[type] ?? 24}" customWidth="1"/>`).join('')
  yield `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0" tabSelected="1"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols}</cols><sheetData>`
  let number = 1
  yield `<row r="1">${columns.map(({ header }, at) => textCell(`${names[at]}1`, HEADER, header, how.language)).join('')}</row>`
  for await (const items of rows) {
    let piece = ''
    for (const item of items) {
      number++
      // Only where rows came in since they were counted; a file that breaks off is no file, one that lacks rows looks like one.
      if (number > SHEET_ROWS_MAX) throw new Error('More rows than a sheet has')
      piece += `<row r="${number}">${columns.map((column, at) => cell(`${names[at]}${number}`, FIRST_COLUMN + at, column.of(item), column, how)).join('')}</row>`
    }
    yield piece
  }
  yield '</sheetData></worksheet>'
}
