/** Those that are looked for. A stroke parts cells seldom, and stands in texts more often: it has to be said. */
const delimiters = [',', '\t', ';'] as const
type Delimiter = (typeof delimiters)[number]

/** Lines that are looked at; what stands in quotes counts for nothing. */
const LINES = 20

/** Which sign parts the cells: the one of which each line has as many as the first, and more than of the others. A comma where none does. */
export function detectDelimiter(text: string, complete: boolean): Delimiter {
  const counts: Record<Delimiter, number>[] = []
  let line: Record<Delimiter, number> = { ',': 0, '\t': 0, ';': 0 }
  let quoted = false
  let empty = true
  for (const sign of text) {
    if (sign === '"') quoted = !quoted
    if (quoted) {
      empty = false
      continue
    }
    if (sign === '\n' || sign === '\r') {
      if (!empty) counts.push(line)
      if (counts.length === LINES) break
      line = { ',': 0, '\t': 0, ';': 0 }
      empty = true
    } else {
      empty = false
      if (sign === ',' || sign === '\t' || sign === ';') line[sign]++
    }
  }
  if (!empty && (complete || counts.length === 0) && counts.length < LINES) counts.push(line)
  const score = (delimiter: Delimiter) => {
    const first = counts[0]?.[delimiter] ?? 0
    return first === 0 ? 0 : (counts.filter((one) => one[delimiter] === first).length / counts.length) * 1000 + first
  }
  return delimiters.reduce((best, one) => (score(one) > score(best) ? one : best))
}
