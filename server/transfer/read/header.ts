import { fold, textOf } from '#shared/cell-text.ts'
import type { Words } from '#shared/convert-cell.ts'
import { IMPORT_COLUMNS_MAX } from '#shared/transfer.ts'
import { letters } from '../excel.ts'
import { TableError } from './table-error.ts'

export const tooManyColumns = (line: number | null) =>
  new TableError('columns', { en: `There are more than ${IMPORT_COLUMNS_MAX} columns.`, 'zh-CN': `列数超过上限 ${IMPORT_COLUMNS_MAX}。` }, line)

/** What the columns are called. None is renamed in silence: whoever made the file knows what a column without a name was meant to be. @throws TableError */
export function checkHeader(cells: readonly unknown[], line: number | null): string[] {
  if (cells.length > IMPORT_COLUMNS_MAX) throw tooManyColumns(line)
  const names = cells.map((cell) => (cell === null ? '' : textOf(cell).trim()))
  // Texts may hold one of them; what has them for the names of its columns is a file of some machine.
  if (names.some((name) => /\p{Cc}/u.test(name.replaceAll(/[\t\r\n]/g, ''))))
    throw new TableError(
      'binary',
      { en: 'This is no table of text: there are control characters in its first line.', 'zh-CN': '文件不是文本表格：首行含有控制字符。' },
      line,
    )
  const empty = names.flatMap((name, at) => (name === '' ? [letters(at)] : []))
  if (empty.length > 0) {
    const which = empty.slice(0, 10).join(', ')
    throw new TableError('header_empty', { en: `These columns have no name: ${which}.`, 'zh-CN': `以下列没有名称：${which}。` }, line)
  }
  const seen = new Map<string, number>()
  for (const [at, name] of names.entries()) {
    const before = seen.get(fold(name))
    if (before !== undefined) {
      const [one, two] = [letters(before), letters(at)]
      const words = { en: `Columns ${one} and ${two} are both called “${name}”.`, 'zh-CN': `列 ${one} 与列 ${two} 名称重复：“${name}”。` }
      throw new TableError('header_twice', words, line)
    }
    seen.set(fold(name), at)
  }
  return names
}

export const wrongWidth = (has: number, columns: number): Words => ({
  en: `The row has ${has} cells, the header ${columns}.`,
  'zh-CN': `该行有 ${has} 个单元格，表头有 ${columns} 个。`,
})
