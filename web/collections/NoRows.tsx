import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PlusIcon, SearchIcon, TableIcon } from '../ui/icons.tsx'
import { collectionTexts } from './texts.ts'

type Props = { narrowed: boolean; denied: string | undefined; onCreate: () => void; onClear: () => void }

/** Why there are no rows, and what to do about it. */
export function NoRows({ narrowed, denied, onCreate, onClear }: Props) {
  const t = useTexts(collectionTexts)
  return (
    <div className="grid flex-1 place-items-center">
      {narrowed ? (
        <EmptyState icon={SearchIcon} title={t.noneFound.title} text={t.noneFound.text} action={<Button onClick={onClear}>{t.noneFound.clear}</Button>} />
      ) : (
        <EmptyState
          icon={TableIcon}
          title={t.noRows.title}
          text={t.noRows.text}
          action={
            <Button tone="primary" icon={<PlusIcon />} denied={denied} onClick={onCreate}>
              {t.newRow}
            </Button>
          }
        />
      )}
    </div>
  )
}
