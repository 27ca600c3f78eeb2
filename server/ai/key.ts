import { readFileSync } from 'node:fs'

/** How old what was read of the file may be: an exchanged key counts from the next question but one second on. */
const READ_AGAIN_MS = 1000
/** Answers under way still carry the key from before. */
const REMEMBERED = 3

export type ModelKey = {
  current: () => string | undefined
  /** Everything that must not be repeated. */
  known: () => readonly string[]
  fromFile: boolean
}

/** @param file where the key comes from: it is looked at again when it is needed, so that it can be exchanged without a restart */
export function openKey(first: string | undefined, file: string | undefined): ModelKey {
  let known = first ? [first] : []
  let readAt = Date.now()
  return {
    current() {
      if (file !== undefined && Date.now() - readAt >= READ_AGAIN_MS) {
        readAt = Date.now()
        const key = read(file)
        if (key && key !== known[0]) known = [key, ...known.filter((before) => before !== key)].slice(0, REMEMBERED)
      }
      return known[0]
    },
    known: () => known,
    fromFile: file !== undefined,
  }
}

/** Nothing where it is being exchanged at this moment: then the key from before stays. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}
