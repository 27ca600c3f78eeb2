import { useState } from 'react'
import type { Condition, Filter } from '#shared/filter.ts'
import { FilterError } from '#shared/parse-filter.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { textsNow } from '../../i18n/texts.ts'
import { toast } from '../../ui/Toast.tsx'
import { filterTexts } from './texts.ts'
import { type Joint, joinAt, jointOf, type Path, partAt, readTree, replaceAt, writeTree } from './tree.ts'

/** A condition that is being written: what there is of it, and where it goes. */
export type Editing = { start: Partial<Condition> & { negated?: boolean }; path: Path; how: 'replace' | Joint }

export type FilterEdits = ReturnType<typeof useFilterEdits>

/** The filter as a tree, and all that is done to it. It is kept as text in the address, whatever is done. */
export function useFilterEdits(filter: string, onFilter: (filter: string) => void) {
  const read = readTree(filter)
  const tree = 'tree' in read ? read.tree : null
  const [editing, setEditing] = useState<Editing | null>(null)

  const apply = (next: Filter | null): boolean => {
    try {
      const text = writeTree(next)
      if (text !== undefined) onFilter(text)
      else toast({ tone: 'failed', text: textsNow(filterTexts).tooLong })
      return text !== undefined
    } catch (error) {
      if (!(error instanceof FilterError)) throw error
      toast({ tone: 'failed', text: error.words[currentLanguage()] })
      return false
    }
  }
  const rootJoint = (tree && jointOf(tree)) ?? 'and'
  return {
    tree,
    /** Whether the text is one that can be shown as conditions. */
    readable: 'tree' in read,
    editing,
    /** The filter without the condition that is being changed: what its values are counted among. */
    others: editing?.how === 'replace' && tree ? (writeTree(replaceAt(tree, editing.path, null)) ?? '') : editing?.how === 'or' ? '' : filter,
    apply,
    begin: (next: Editing) => setEditing(next),
    /** Behind all that is there. */
    add: (start: Editing['start'] = {}) => setEditing({ start, path: [], how: rootJoint }),
    close: () => setEditing(null),
    remove: (path: Path) => apply(tree && replaceAt(tree, path, null)),
    replace: (path: Path, by: Filter) => apply(tree && replaceAt(tree, path, by)),
    /** Narrows down what is shown by one more. */
    narrow: (by: Filter) => apply(joinAt(tree, [], 'and', by)),
    /** What was written takes its place; `then` goes on with another one beside it. */
    finish: ({ path, how }: Editing, written: Filter, then: Joint | null) => {
      const next = how === 'replace' && tree ? replaceAt(tree, path, written) : joinAt(tree, path, how === 'or' ? 'or' : 'and', written)
      if (!apply(next)) return
      setEditing(then && next ? { start: {}, path: placeOf(next, path, written), how: then } : null)
    },
  }
}

/** Where something stands that was just put at a place or beside it. */
function placeOf(tree: Filter, path: Path, written: Filter): Path {
  const there = partAt(tree, path)
  if (there === written) return path
  for (const around of [path, path.slice(0, -1)]) {
    const group = partAt(tree, around)
    for (let at = 0; group && partAt(group, [at]) && jointOf(group); at++) if (partAt(group, [at]) === written) return [...around, at]
  }
  return path
}
