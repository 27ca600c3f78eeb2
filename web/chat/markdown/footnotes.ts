import { isFenceEnd, readFenceMark } from './fences.ts'

const MARK = '\uE0D2'
const definition = /^ {0,3}\[\^([^\]\s]{1,50})\]:[ \t]*(.*)$/
/** More would be a bibliography, and each costs a block. */
const MOST = 200

export type Footnotes = {
  /** The text without them. */ rest: string /** In the order in which the text comes to them. */
  notes: { name: string; text: string }[]
}

/** Takes the footnotes out of a text, so that the rest can be parsed block by block. */
export function takeFootnotes(text: string): Footnotes {
  if (!/^ {0,3}\[\^/m.test(text)) return { rest: text, notes: [] }
  const rest: string[] = []
  const found = new Map<string, string[]>()
  let fence = ''
  let note: string[] | null = null
  for (const line of text.split(/(?<=\n)/)) {
    const [, name, first = ''] = (!fence && definition.exec(line.trimEnd())) || []
    if (name !== undefined && !found.has(name) && found.size < MOST) {
      note = [first]
      found.set(name, note)
      continue
    }
    // It goes on in lines that are indented, and ends with anything else after an empty line.
    if (note && (/^(?: {2,}|\t)\S/.test(line) || (line.trim() === '' ? true : note.at(-1) !== ''))) {
      note.push(line.trim())
      continue
    }
    note = null
    if (fence) fence = isFenceEnd(line, fence) ? '' : fence
    else fence = readFenceMark(line)
    rest.push(line)
  }
  const body = rest.join('')
  const notes = [...found].map(([name, lines]) => ({ name, text: lines.join('\n').trim() }))
  const place = ({ name }: { name: string }) => body.indexOf(`[^${name}]`) >>> 0
  return { rest: body, notes: notes.toSorted((a, b) => place(a) - place(b)) }
}

/** Puts the numbers of footnotes where a block refers to them, as code spans that no text holds by itself. */
export function markFootnotes(block: string, notes: Footnotes['notes']): string {
  if (notes.length === 0 || !block.includes('[^')) return block
  return block.replace(/`[^`\n]*`|\[\^([^\]\s]{1,50})\]/g, (all, name?: string) => {
    const at = name === undefined ? -1 : notes.findIndex((note) => note.name === name)
    return at < 0 ? all : `\`${MARK}${at + 1}\``
  })
}

/** Which footnote a code span stands for, counted from 1. */
export const readFootnote = (code: string): number | null => (/^\uE0D2\d{1,3}$/.test(code) ? Number(code.slice(1)) : null)
