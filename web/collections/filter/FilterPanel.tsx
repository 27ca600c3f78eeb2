import { useId, useState } from 'react'
import { ApiError, errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import type { Column } from '../columns.ts'
import { Conditions } from './Conditions.tsx'
import { FilterBox } from './FilterBox.tsx'
import { filterTexts } from './texts.ts'
import type { FilterEdits } from './useFilterEdits.ts'

type Props = {
  columns: readonly Column[]
  filter: string
  edits: FilterEdits
  failure: Error | null
  onFilter: (filter: string) => void
  onClose: () => void
}

/** The filter above the grid, as conditions or as text, which are the same one. */
export function FilterPanel({ columns, filter, edits, failure, onFilter, onClose }: Props) {
  const t = useTexts(filterTexts)
  const id = useId()
  const [asText, setAsText] = useState(false)
  const refused = failure instanceof ApiError ? (failure.details[0]?.message ?? errorMessage(failure)) : ''
  const text = asText || !edits.readable
  if (text)
    return (
      <div className="grid gap-1.5">
        <FilterBox columns={columns} filter={filter} failure={failure} onFilter={onFilter} onClose={onClose} />
        <div>
          <Button size="small" tone="quiet" denied={edits.readable ? undefined : t.textOnly} className="-ml-2.5" onClick={() => setAsText(false)}>
            {t.asConditions}
          </Button>
        </div>
      </div>
    )
  return (
    <div className="grid gap-1.5">
      <Conditions columns={columns} edits={edits} onText={() => setAsText(true)} />
      <p id={id} role={refused ? 'alert' : undefined} className={refused ? 'text-sm text-danger' : 'sr-only'}>
        {refused}
      </p>
    </div>
  )
}
