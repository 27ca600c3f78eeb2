import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ListIcon, PlusIcon, SearchIcon, TrashIcon } from '../ui/icons.tsx'
import type { ItemSearch } from './search.ts'
import { itemTexts } from './texts.ts'

type Props = { search: ItemSearch; retention: number | null | undefined; denied: string | undefined; onCreate: () => void; onClear: () => void }

/** Why the list is empty, and what to do about it. */
export function Nothing({ search, retention, denied, onCreate, onClear }: Props) {
  const t = useTexts(itemTexts)
  const formats = useFormats()
  return (
    <div className="grid flex-1 place-items-center">
      {search.q ? (
        <EmptyState icon={SearchIcon} title={t.empty.none(search.q)} text={t.empty.noneText} action={<Button onClick={onClear}>{t.clearSearch}</Button>} />
      ) : search.trash ? (
        <EmptyState
          icon={TrashIcon}
          title={t.empty.trash}
          text={typeof retention === 'number' ? t.empty.trashDays(formats.number(retention)) : t.empty.trashText}
        />
      ) : (
        <EmptyState
          icon={ListIcon}
          title={t.empty.title}
          text={t.empty.text}
          action={
            <Button tone="primary" icon={<PlusIcon />} denied={denied} onClick={onCreate}>
              {t.create}
            </Button>
          }
        />
      )}
    </div>
  )
}
