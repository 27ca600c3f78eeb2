import { type ReactNode, type RefObject, useState } from 'react'
import type { Collection } from '#shared/collections.ts'
import { defaultItemSort } from '#shared/items.ts'
import type { LivePerson } from '#shared/live.ts'
import { COSTLY_SKIP_MAX } from '#shared/pagination.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { EditIcon, PlusIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/Menu.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { FilterPanel } from './filter/FilterPanel.tsx'
import { filterTexts } from './filter/texts.ts'
import type { FilterEdits } from './filter/useFilterEdits.ts'
import { GroupMenu } from './groups/GroupMenu.tsx'
import { groupTexts } from './groups/texts.ts'
import { ColumnsIcon, FilterIcon, SortIcon } from './icons.tsx'
import { LayoutMenu } from './layouts/LayoutMenu.tsx'
import { PeopleHere } from './live/PeopleHere.tsx'
import { MoreMenu } from './MoreMenu.tsx'
import type { GridSearch } from './search.ts'
import { collectionTexts } from './texts.ts'
import { UndoButtons } from './undo/UndoButtons.tsx'
import type { Undo } from './undo/useUndo.ts'
import type { Columns } from './useColumns.ts'
import type { Rows } from './useRowPages.ts'

/** As many characters as the API takes. */
const MAX_SEARCH = 500

type Props = {
  collection: Collection
  columns: Columns
  search: GridSearch
  rows: Rows
  inputRef: RefObject<HTMLInputElement | null>
  denied: string | undefined
  manageDenied: string | undefined
  undo: Undo
  people: readonly LivePerson[]
  edits: FilterEdits
  /** The views, above what narrows one down. */
  tabs: ReactNode
  /** Whether there are more groups than are shown. */
  moreGroups: boolean
  onSearch: (changes: Partial<GridSearch>) => void
  onSort: () => void
  onCreate: () => void
  onRename: () => void
  onAddField: () => void
  onPaste: () => void
}

export function Toolbar(props: Props) {
  const {
    collection,
    columns,
    search,
    rows,
    edits,
    tabs,
    moreGroups,
    inputRef,
    denied,
    manageDenied,
    undo,
    people,
    onSearch,
    onSort,
    onCreate,
    onRename,
    onAddField,
    onPaste,
  } = props
  const t = useTexts(collectionTexts)
  const words = useTexts(filterTexts)
  const groups = useTexts(groupTexts)
  const formats = useFormats()
  const [filtering, setFiltering] = useState(search.filter !== '')
  const [seen, setSeen] = useState(search.filter)
  // What came about elsewhere, as by a cell's menu, is shown where it can be changed.
  if (seen !== search.filter) {
    setSeen(search.filter)
    if (search.filter !== '') setFiltering(true)
  }
  const narrowed = rows.shown.q !== '' || rows.shown.filter !== ''
  const total = rows.total && `${formats.number(rows.total.count)}${rows.total.exact ? '' : '+'}`
  return (
    <div className="grid shrink-0 grid-cols-[minmax(0,1fr)] gap-3 border-b border-line px-4 pt-4 pb-3 md:px-6 md:pt-5">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <div className="flex min-w-0 items-center gap-1">
          <h1 className="truncate text-xl font-semibold">{collection.name}</h1>
          <IconButton icon={EditIcon} label={t.renameCollection} denied={manageDenied} onClick={onRename} />
          <p aria-live="polite" className="ml-1 truncate text-ink-3 tabular-nums">
            {total !== null && !rows.busy && (narrowed ? t.found(total) : t.total(total))}
          </p>
        </div>
        <PeopleHere people={people} />
        <Button tone="primary" icon={<PlusIcon />} data-tip={`${t.newRow} · N`} denied={denied} aria-label={t.newRow} onClick={onCreate}>
          <span className="max-sm:hidden">{t.newRow}</span>
          <span className="sm:hidden">{t.createShort}</span>
        </Button>
      </div>
      {tabs}
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          q={search.q}
          label={t.search}
          placeholder={t.searchShort}
          maxLength={MAX_SEARCH}
          busy={rows.busy}
          onSearch={(q) => onSearch({ q })}
          inputRef={inputRef}
          className="min-w-32 flex-1 md:max-w-xs"
        />
        <UndoButtons undo={undo} denied={denied} />
        <IconButton
          icon={FilterIcon}
          tone={search.filter ? 'primary' : 'plain'}
          label={t.filter}
          aria-expanded={filtering}
          onClick={() => setFiltering(!filtering)}
        />
        <IconButton icon={SortIcon} tone={search.sort === defaultItemSort(false) ? 'plain' : 'primary'} label={words.sort} onClick={onSort} />
        <LayoutMenu columns={columns.all} search={search} onSearch={onSearch} />
        {search.kind === 'grid' && <GroupMenu columns={columns.all} search={search} onSearch={onSearch} />}
        <Menu
          label={t.columns}
          align="end"
          items={columns.all
            .filter(({ builtIn }) => builtIn !== 'name')
            .map((column) => ({ label: column.name, checked: !columns.isHidden(column), onSelect: () => columns.toggle(column) }))}
          trigger={(props) => <IconButton icon={ColumnsIcon} tone="plain" label={t.columns} {...props} />}
        />
        <IconButton icon={PlusIcon} tone="plain" label={t.addField} denied={manageDenied} onClick={onAddField} />
        <MoreMenu slug={collection.slug} columns={columns} rows={rows} denied={denied} onPaste={onPaste} />
      </div>
      {filtering && (
        <FilterPanel
          columns={columns.all}
          filter={search.filter}
          edits={edits}
          failure={rows.failed?.error ?? null}
          onFilter={(filter) => onSearch({ filter })}
          onClose={() => setFiltering(false)}
        />
      )}
      {moreGroups && <p className="text-sm text-ink-3">{groups.more}</p>}
      {rows.total && rows.total.count > rows.count && <p className="text-sm text-ink-3">{t.farthest(formats.number(COSTLY_SKIP_MAX))}</p>}
    </div>
  )
}
