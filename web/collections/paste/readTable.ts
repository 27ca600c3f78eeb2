/** What spreadsheets put into the clipboard: rows of cells, each with as many as the widest has. */
export type Block = string[][]

const even = (rows: Block): Block => {
  const width = Math.max(0, ...rows.map((row) => row.length))
  return rows.map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')])
}

/**
 * Cells with tabs between, a row a line. What has a tab, a line break or a quote in it stands in quotes; a cell that only begins with a quote, as
 * `"5 inch` does, stands as it is.
 */
export function readText(text: string): Block {
  const rows: Block = []
  let row: string[] = []
  let at = 0
  const quoted = /"((?:[^"]|"")*)"(?=\t|\r?\n|\r|$)/y
  const plain = /[^\t\r\n]*/y
  while (at <= text.length) {
    quoted.lastIndex = at
    plain.lastIndex = at
    const inQuotes = quoted.exec(text)
    const cell = inQuotes ? (inQuotes[1] ?? '').replaceAll('""', '"') : (plain.exec(text)?.[0] ?? '')
    at = inQuotes ? quoted.lastIndex : plain.lastIndex
    row.push(cell.replaceAll(/\r\n?/g, '\n'))
    if (text[at] !== '\t') {
      rows.push(row)
      row = []
      if (text[at] === '\r' && text[at + 1] === '\n') at += 1
      // A line end behind the last row is the end of it, not one more.
      if (at + 1 >= text.length) break
    } else if (at + 1 === text.length) {
      row.push('')
      rows.push(row)
      break
    }
    at += 1
  }
  return even(rows)
}

const isBlock = (name: string) => /^(P|DIV|LI|TR)$/.test(name)

/** Styles are read, never applied: the page's own policy would object to each of them. */
const unstyled = (html: string) =>
  html.replaceAll(/<style[\s\S]*?<\/style>/gi, '').replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(/(\s)style\s*=/gi, '$1data-style='))

/** As it would be shown: white space is one space, except where the cell says otherwise, and a line break is one. */
function textOf(cell: Element): string {
  const keeps = /white-space:\s*(pre|break-spaces)/.test(cell.getAttribute('data-style') ?? '')
  const write = (node: Node): string => {
    if (node.nodeType === Node.TEXT_NODE) return keeps ? (node.nodeValue ?? '') : (node.nodeValue ?? '').replaceAll(/[ \t\r\n\f]+/g, ' ')
    if (node.nodeName === 'BR') return '\n'
    if (node.nodeName === 'STYLE' || node.nodeName === 'SCRIPT') return ''
    const inner = [...node.childNodes].map(write).join('')
    return isBlock(node.nodeName) ? `\n${inner}\n` : inner
  }
  const text = [...cell.childNodes].map(write).join('').replaceAll('\u00a0', ' ')
  return keeps ? text : text.replaceAll(/ *\n+ */g, (breaks) => '\n'.repeat(Math.max(1, breaks.split('\n').length - 1))).replaceAll(/^\s+|\s+$/g, '')
}

/** The first table of a piece of HTML, as Excel, WPS and Google Sheets write it; null where there is none. A cell over several has its text in its first. */
export function readHtml(html: string): Block | null {
  const table = new DOMParser().parseFromString(unstyled(html), 'text/html').querySelector('table')
  if (!table) return null
  const rows: (string | undefined)[][] = []
  for (const [y, line] of [...table.rows].entries()) {
    const row = (rows[y] ??= [])
    let x = 0
    for (const cell of line.cells) {
      while (row[x] !== undefined) x += 1
      const text = textOf(cell)
      for (let dy = 0; dy < Math.min(cell.rowSpan, table.rows.length - y); dy++)
        for (let dx = 0; dx < cell.colSpan; dx++) (rows[y + dy] ??= [])[x + dx] = dy === 0 && dx === 0 ? text : ''
      x += cell.colSpan
    }
  }
  const cells = rows.map((row) => Array.from(row, (text) => text ?? ''))
  return cells.some((row) => row.length > 0) ? even(cells) : null
}

/** A table where there is one, else the text. */
export const readClipboard = (data: Pick<DataTransfer, 'getData'>): Block => {
  const html = data.getData('text/html')
  return (html ? readHtml(html) : null) ?? readText(data.getData('text/plain'))
}
