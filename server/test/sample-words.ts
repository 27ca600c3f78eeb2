import type { CreateCollectionItem } from '#shared/items.ts'
import { sampleRow } from '../../scripts/sample-rows.ts'

/** Texts of customers, in parts of so many. */
export function* sampleTexts(rows: number, part: number): Generator<CreateCollectionItem[]> {
  for (let from = 0; from < rows; from += part)
    yield Array.from({ length: Math.min(part, rows - from) }, (_, at) => {
      const { name, description } = sampleRow(from + at)
      return { name, description }
    })
}

export type Question = { kind: string; words: string; like: string }

const EACH = 8
/** Prime to the number of rows, so that all of them have their turn. */
const STEP = 127
const fullWidth = (text: string) => text.replaceAll(/[!-~]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0))

/** What people look for: words of the texts by their length, with letters and digits in them, and written in full-width letters. */
export function questions(): Question[] {
  const found: Question[] = []
  for (const length of [1, 2, 3, 4, 6]) {
    const words = new Set<string>()
    for (let at = length; words.size < EACH; at += STEP) {
      const { name, description } = sampleRow(at % 3000)
      const runs = `${name} ${description ?? ''}`.match(/\p{Script=Han}+/gu)?.filter((run) => run.length >= length) ?? []
      const run = runs[at % Math.max(1, runs.length)]
      if (run) words.add(run.slice(at % (run.length - length + 1)).slice(0, length))
    }
    found.push(...[...words].map((word) => ({ kind: `${length} characters`, words: word, like: word })))
  }
  const mixed = ['ERP系统', '对接ERP', '系统和API接口', 'SKU共120个', '首批SKU', 'api接口']
  found.push(...mixed.map((word) => ({ kind: 'mixed text', words: word, like: word })))
  found.push(...['ERP系统', 'SKU共120', '9800', 'API'].map((word) => ({ kind: 'full-width letters', words: fullWidth(word), like: word })))
  return found
}
