import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FilterIcon } from '../icons.tsx'
import { filterTexts } from './texts.ts'

/** Instead of rows that the filter is not about: groups, columns of a board and days each need one more condition than it has room for. */
export function FilterTooLong({ onPlain }: { onPlain: () => void }) {
  const t = useTexts(filterTexts).noRoom
  return (
    <div className="grid flex-1 place-items-center">
      <EmptyState icon={FilterIcon} title={t.title} text={t.text} action={<Button onClick={onPlain}>{t.plain}</Button>} />
    </div>
  )
}
