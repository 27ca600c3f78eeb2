import type { RefObject } from 'react'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/classes.ts'
import { PlusIcon, RestoreIcon, TrashIcon, XIcon } from '../ui/icons.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { Views } from '../ui/Views.tsx'
import type { ItemSearch } from './search.ts'
import { itemTexts } from './texts.ts'
import type { Selection } from './useSelection.ts'

/** As many characters as the API takes. */
const MAX_SEARCH = 500

export type ToolbarProps = {
  search: ItemSearch
  /** As it is to be read, such as `10,000+`; null while unknown. */
  total: string | null
  busy: boolean
  selection: Selection
  inputRef: RefObject<HTMLInputElement | null>
  /** Why nothing may be changed by this person. */
  denied: string | undefined
  /** Why nothing may be deleted for good by this person. */
  deniedPurge: string | undefined
  onSearch: (q: string) => void
  onCreate: () => void
  onRemove: () => void
  onRestore: () => void
  onPurge: () => void
  /** null where there is nothing in the trash. */
  onEmpty: (() => void) | null
}

export function Toolbar({
  search,
  total,
  busy,
  selection,
  inputRef,
  denied,
  deniedPurge,
  onSearch,
  onCreate,
  onRemove,
  onRestore,
  onPurge,
  onEmpty,
}: ToolbarProps) {
  const t = useTexts(itemTexts)
  const formats = useFormats()
  const selecting = selection.ids.size > 0
  const views = [
    { label: t.live, href: paths.items(), here: !search.trash },
    { label: t.trash, href: paths.items({ trash: true }), here: search.trash },
  ]
  return (
    <div className="grid shrink-0 gap-3 border-b border-line px-4 pt-4 pb-3 md:px-6 md:pt-5">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <div className="flex min-w-0 items-baseline gap-3">
          <h1 className="text-xl font-semibold">{t.title}</h1>
          <p aria-live="polite" className="truncate text-ink-3 tabular-nums">
            {/* What is still shown while another search is under way was not found by it. */}
            {total !== null && !(busy && search.q) && (search.q ? t.found(total) : t.total(total))}
          </p>
        </div>
        {!search.trash && (
          <Button tone="primary" icon={<PlusIcon />} data-tip={`${t.create} · N`} denied={denied} onClick={onCreate}>
            <span className="max-sm:hidden">{t.create}</span>
            <span className="sm:hidden">{t.createShort}</span>
          </Button>
        )}
        {search.trash && onEmpty && (
          <Button tone="danger" icon={<TrashIcon />} denied={deniedPurge} onClick={onEmpty}>
            {t.emptyTrash}
          </Button>
        )}
      </div>
      {/* Where there is one line, what is selected takes the place of the search: the list must not move under a finger. */}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SearchBox
          q={search.q}
          label={t.search}
          placeholder={t.searchShort}
          maxLength={MAX_SEARCH}
          busy={busy}
          onSearch={onSearch}
          inputRef={inputRef}
          className={cx('min-w-40 flex-1 md:max-w-sm', selecting && 'max-md:hidden')}
        />
        <div className={cx(selecting && 'max-md:hidden')}>
          <Views label={t.views} views={views} />
        </div>
        {selecting && (
          <div role="status" className="flex items-center gap-1.5 max-md:h-8 max-md:w-full max-md:pointer-coarse:h-11 md:ml-auto">
            <span className="mr-1 font-medium text-accent tabular-nums">{t.selected(formats.number(selection.ids.size))}</span>
            {search.trash ? (
              <>
                <Button size="small" icon={<RestoreIcon />} denied={denied} onClick={onRestore}>
                  {t.restoreAll}
                </Button>
                <Button size="small" tone="danger" icon={<TrashIcon />} denied={deniedPurge} onClick={onPurge}>
                  {t.purge}
                </Button>
              </>
            ) : (
              <Button size="small" tone="danger" icon={<TrashIcon />} denied={denied} onClick={onRemove}>
                {t.remove}
              </Button>
            )}
            <Button size="small" tone="quiet" icon={<XIcon />} onClick={selection.clear}>
              {t.unselect}
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
