import type { CollectionItem } from '#shared/items.ts'
import { errorMessage } from '../../api.ts'
import { formatsOf } from '../../i18n/format.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { textsNow } from '../../i18n/texts.ts'
import { toast } from '../../ui/Toast.tsx'
import { collectionTexts } from '../texts.ts'
import type { Rows } from '../useRowPages.ts'
import type { Range } from './useCursor.ts'

/** Rows that are copied, filled, cleared or deleted at once: as many as are pasted. */
const AT_ONCE = 10_000

type Run = (items: CollectionItem[]) => unknown

/** The rows of the selection, all of them or none: what is done to a part of them would look as if it were done. */
export function useSelected(rows: Rows, { rows: [from, to] }: Range) {
  const forRows = (first: number, last: number, run: Run): void => {
    const fail = (text: string) => void toast({ tone: 'failed', text })
    if (last - first >= AT_ONCE) return fail(textsNow(collectionTexts).tooMany(formatsOf(currentLanguage()).number(AT_ONCE)))
    rows.between(first, last).then(run, (error: unknown) => fail(errorMessage(error)))
  }
  return {
    /** Where all of them are here. */
    rowsSelected: (): CollectionItem[] | null => {
      if (to - from >= AT_ONCE) return null
      const items = Array.from({ length: to - from + 1 }, (_, at) => rows.at(from + at) ?? []).flat()
      return items.length === to - from + 1 ? items : null
    },
    /** When all of them are here. */
    forSelected: (run: Run): void => forRows(from, to, run),
    forRows,
  }
}
