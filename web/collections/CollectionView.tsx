import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useSearch } from 'wouter'
import type { Collection } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import type { CollectionItem } from '#shared/items.ts'
import type { View } from '#shared/views.ts'
import { ApiError, errorMessage } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { useCan } from '../session.ts'
import { useTitle } from '../title.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { useMedia, WIDE } from '../ui/media.ts'
import { toast } from '../ui/Toast.tsx'
import { usePageKeys } from '../ui/usePageKeys.ts'
import { whenIdle } from '../ui/whenIdle.ts'
import type { Column } from './columns.ts'
import { useMoveField } from './fields/useMoveField.ts'
import { useRemoveField } from './fields/useRemoveField.ts'
import { FilterTooLong } from './filter/FilterTooLong.tsx'
import { useFilterEdits } from './filter/useFilterEdits.ts'
import { Grid } from './grid/Grid.tsx'
import type { Selected } from './grid/GridProps.ts'
import { NewRow } from './grid/NewRow.tsx'
import { useGroupedRows } from './groups/useGroupedRows.ts'
import { layoutField } from './layouts/layoutField.ts'
import { useLive } from './live/useLive.ts'
import { NoRows } from './NoRows.tsx'
import type { PasteRequest } from './paste/PasteDialog.tsx'
import type { Block } from './paste/readTable.ts'
import { usePasteHere } from './paste/usePasteHere.ts'
import { RowsToBe } from './RowsToBe.tsx'
import { useRowActions } from './rowActions.ts'
import { type Conflict, useSaveRow } from './saveRow.ts'
import { useGridSearch, viewAt } from './search.ts'
import { Toolbar } from './Toolbar.tsx'
import { collectionTexts } from './texts.ts'
import { useUndo } from './undo/useUndo.ts'
import { useColumns } from './useColumns.ts'
import { useGoOn } from './useGoOn.ts'
import { type Rows, useRowPages } from './useRowPages.ts'
import type { Draft } from './values/draft.ts'
import { useViews } from './views/useViews.ts'
import { ViewTabs } from './views/ViewTabs.tsx'
import { useWriting } from './writing/useWriting.ts'
import { WritingBar } from './writing/WritingBar.tsx'

const loadDialogs = () => import('./dialogs.ts')
const RenameCollection = lazy(async () => ({ default: (await loadDialogs()).RenameCollection }))
const AddField = lazy(async () => ({ default: (await loadDialogs()).AddField }))
const EditField = lazy(async () => ({ default: (await loadDialogs()).EditField }))
const EditSheet = lazy(async () => ({ default: (await loadDialogs()).EditSheet }))
const CreateRow = lazy(async () => ({ default: (await loadDialogs()).CreateRow }))
const ConflictDialog = lazy(async () => ({ default: (await loadDialogs()).ConflictDialog }))
const UndoConflicts = lazy(async () => ({ default: (await loadDialogs()).UndoConflicts }))
const ConditionDialog = lazy(async () => ({ default: (await loadDialogs()).ConditionDialog }))
const ColumnStatistics = lazy(async () => ({ default: (await loadDialogs()).ColumnStatistics }))
const SaveView = lazy(async () => ({ default: (await loadDialogs()).SaveView }))
const RenameView = lazy(async () => ({ default: (await loadDialogs()).RenameView }))
const SortDialog = lazy(async () => ({ default: (await loadDialogs()).SortDialog }))
const PasteDialog = lazy(async () => ({ default: (await loadDialogs()).PasteDialog }))
const Failures = lazy(async () => ({ default: (await loadDialogs()).Failures }))
const loadLayouts = () => import('./layouts/layouts.ts')
const Board = lazy(async () => ({ default: (await loadLayouts()).Board }))
const Calendar = lazy(async () => ({ default: (await loadLayouts()).Calendar }))
const Details = lazy(async () => ({ default: (await loadDialogs()).Details }))

/** Which dialog is open over the grid. */
type Open =
  | { kind: 'rename' | 'field' | 'sort' | 'save-view' }
  | { kind: 'create'; start?: Record<string, Draft> }
  | { kind: 'rename-view'; view: View }
  | { kind: 'edit-field'; field: Field }
  | { kind: 'statistics'; column: Column }
  | { kind: 'sheet'; item: CollectionItem; column: Column; start?: Draft }
  | { kind: 'conflict'; conflict: Conflict }
  | { kind: 'paste'; request: PasteRequest }

export function CollectionView({ collection, all }: { collection: Collection; all: readonly View[] }) {
  const t = useTexts(collectionTexts)
  const { slug } = collection
  const kept = viewAt(new URLSearchParams(useSearch()), all)
  const columns = useColumns(collection, kept)
  const { search, change } = useGridSearch(slug, columns.all, kept)
  const views = useViews(collection, kept, search, columns)
  const edits = useFilterEdits(search.filter, (filter) => change({ filter }, { replace: true }))
  useTitle(kept ? `${kept.name} · ${collection.name}` : collection.name)
  const wide = useMedia(WIDE)
  const [view, setView] = useState({ from: 0, to: 0 })
  const rows = useRowPages(slug, search, view)
  const by = layoutField(search, columns.all)
  const grouped = useGroupedRows(slug, by ? { ...search, group: '' } : search, columns, view, rows)
  const live = useLive(slug, search)
  const [open, setOpen] = useState<Open | null>(null)
  const [drafting, setDrafting] = useState(false)
  const close = () => setOpen(null)
  const undo = useUndo(slug)
  const { create, remove } = useRowActions(slug, undo.undoThis)
  const save = useSaveRow(slug, columns.all, (conflict) => setOpen({ kind: 'conflict', conflict }))
  const writing = useWriting(slug, columns.all, undo.undoThis)
  const selected = useRef<Selected>({ row: 0, column: 0, height: 1, width: 1 })
  const moveField = useMoveField(collection)
  const removeField = useRemoveField(collection)
  const onView = useCallback((from: number, to: number) => setView((before) => (before.from === from && before.to === to ? before : { from, to })), [])
  useEffect(() => whenIdle(() => void loadDialogs().catch(() => undefined)), [])

  const denied = useCan('items:write') ? undefined : t.readOnly
  const manageDenied = useCan('collections:manage') ? undefined : t.noManage
  const input = useRef<HTMLInputElement>(null)
  // A row without what it must have cannot be made by its name alone.
  const whole = !wide || collection.fields.some(({ required }) => required)
  const begin = () => {
    if (denied) toast({ text: denied, tone: 'failed' })
    else if (whole) setOpen({ kind: 'create' })
    else setDrafting(true)
  }
  usePageKeys({ onCreate: begin, onSearch: () => input.current?.focus() })

  const openRow = (item: CollectionItem) => change({ id: item.id }, { replace: search.id !== undefined })
  const showPlain = () => change({ kind: 'grid', group: '' }, { replace: true })
  const closeRow = () => change({ id: undefined }, { replace: true })
  const removeThese = (items: CollectionItem[]) => {
    if (items.some(({ id }) => id === search.id)) closeRow()
    void remove(items)
  }
  // What went wrong has been told by then.
  const onSave = (base: CollectionItem, changes: Record<string, unknown>) => save.mutateAsync({ base, changes }).catch(() => undefined)
  useGoOn(slug, columns.all, {
    onCreate: (start) => setOpen({ kind: 'create', start }),
    onSheet: (item, column, start) => setOpen({ kind: 'sheet', item, column, start }),
    onSave,
  })
  const empty = rows.total?.count === 0 && !drafting
  const isGrid = !empty && (by === undefined || search.kind === 'grid')
  const paste = (block: Block | null, into: Selected) => {
    // What is not seen as a grid has no place to paste into.
    const request: PasteRequest = isGrid
      ? { block, ...into, onward: (grouped?.rows ?? rows).onward }
      : { block, row: 0, column: 0, height: 1, width: 1, onward: null }
    if (denied) toast({ text: denied, tone: 'failed' })
    else setOpen({ kind: 'paste', request })
  }
  usePasteHere(empty, (block) => paste(block, selected.current))

  return (
    <div className="flex h-full">
      <div className="relative flex min-w-0 flex-1 flex-col">
        <Toolbar
          collection={collection}
          columns={columns}
          search={search}
          rows={rows}
          edits={edits}
          tabs={
            <ViewTabs
              slug={slug}
              all={all}
              views={views}
              manageDenied={manageDenied}
              onRename={(view) => setOpen({ kind: 'rename-view', view })}
              onSaveAs={() => setOpen({ kind: 'save-view' })}
            />
          }
          moreGroups={grouped?.grouping.more ?? false}
          inputRef={input}
          denied={denied}
          manageDenied={manageDenied}
          undo={undo}
          people={live.people}
          onSearch={(changes) => change(changes, { replace: true })}
          onSort={() => setOpen({ kind: 'sort' })}
          onCreate={begin}
          onRename={() => setOpen({ kind: 'rename' })}
          onAddField={() => setOpen({ kind: 'field' })}
          onPaste={() => paste(null, selected.current)}
        />
        {rows.failed && search.filter === '' && rows.total === null ? (
          <Failed of={rows.failed} />
        ) : rows.total === null ? (
          !rows.failed && <RowsToBe />
        ) : empty ? (
          <NoRows narrowed={search.q !== '' || search.filter !== ''} denied={denied} onCreate={begin} onClear={() => change({ q: '', filter: '' })} />
        ) : by && !isGrid ? (
          <Suspense fallback={<RowsToBe />}>
            {search.kind === 'board' ? (
              <Board slug={slug} by={by} columns={columns} shown={rows.shown} denied={denied} onOpen={openRow} onSave={onSave} onPlain={showPlain} />
            ) : (
              <Calendar
                slug={slug}
                by={by}
                shown={rows.shown}
                denied={by.computed ? t.computed : denied}
                onOpen={openRow}
                onSave={onSave}
                onPlain={showPlain}
              />
            )}
          </Suspense>
        ) : grouped?.grouping.tooLong ? (
          <FilterTooLong onPlain={showPlain} />
        ) : grouped?.grouping.failed ? (
          <Failed of={grouped.grouping.failed} />
        ) : (
          <Grid
            collection={collection}
            columns={columns}
            rows={grouped?.rows ?? rows}
            sort={rows.shown.sort}
            open={search.id}
            denied={denied}
            manageDenied={manageDenied}
            newRow={drafting && <NewRow slug={slug} onCreate={create} onClose={() => setDrafting(false)} />}
            live={live}
            onView={onView}
            onSort={(sort) => change({ sort }, { replace: true })}
            onFilter={(column) => edits.add({ field: column.key })}
            onNarrow={edits.narrow}
            grouping={grouped?.grouping ?? null}
            onGroup={(group) => change({ group }, { replace: true })}
            onStatistics={(column) => setOpen({ kind: 'statistics', column })}
            onOpen={openRow}
            onClose={closeRow}
            onSheet={(item, column) => setOpen({ kind: 'sheet', item, column })}
            onSave={onSave}
            onRemove={removeThese}
            onUndo={undo.run}
            onPaste={paste}
            onWrite={writing.run}
            onSelected={(is) => {
              selected.current = is
            }}
            onAddField={() => setOpen({ kind: 'field' })}
            onEditField={(field) => setOpen({ kind: 'edit-field', field })}
            onDeleteField={(field) => void removeField(field)}
            onMoveField={columns.move ?? moveField}
          />
        )}
        {writing.progress && <WritingBar progress={writing.progress} />}
      </div>
      <Suspense>
        {search.id && (
          <Details
            key={search.id}
            collection={collection}
            columns={columns.all}
            id={search.id}
            denied={denied}
            onClose={closeRow}
            onEdit={(item, column) => setOpen({ kind: 'sheet', item, column })}
            onRemove={(item) => removeThese([item])}
          />
        )}
        {open?.kind === 'rename' && <RenameCollection collection={collection} onClose={close} />}
        {open?.kind === 'field' && <AddField collection={collection} onClose={close} />}
        {open?.kind === 'edit-field' && <EditField collection={collection} field={open.field} onClose={close} />}
        {open?.kind === 'save-view' && <SaveView save={views.saveAs} onClose={close} />}
        {open?.kind === 'rename-view' && <RenameView view={open.view} views={views} onClose={close} />}
        {open?.kind === 'statistics' && (
          <ColumnStatistics
            slug={slug}
            column={open.column}
            shown={rows.shown}
            onNarrow={(by) => {
              if (edits.narrow(by)) close()
            }}
            onClose={close}
          />
        )}
        {open?.kind === 'sort' && (
          <SortDialog columns={columns.all} sort={search.sort} onSort={(sort) => change({ sort }, { replace: true })} onClose={close} />
        )}
        {edits.editing && (
          <ConditionDialog
            key={JSON.stringify(edits.editing)}
            columns={columns.all}
            editing={edits.editing}
            among={{ slug, q: search.q, filter: edits.others }}
            onClose={edits.close}
            onRemove={() => {
              if (edits.editing) edits.remove(edits.editing.path)
              edits.close()
            }}
            onDone={(written, then) => edits.editing && edits.finish(edits.editing, written, then)}
          />
        )}
        {open?.kind === 'create' && <CreateRow slug={slug} columns={columns.all} start={open.start} onCreate={create} onClose={close} />}
        {open?.kind === 'sheet' && <EditSheet slug={slug} item={open.item} column={open.column} start={open.start} onClose={close} onSave={onSave} />}
        {undo.question && <UndoConflicts question={undo.question} columns={columns.all} />}
        {open?.kind === 'paste' && (
          <PasteDialog
            request={open.request}
            search={rows.shown}
            columns={columns}
            onPaste={(changes, refused) => void writing.run('paste', changes, refused)}
            onClose={close}
          />
        )}
        {writing.outcome && <Failures outcome={writing.outcome} onClose={writing.close} />}
        {open?.kind === 'conflict' && <ConflictDialog conflict={open.conflict} onClose={close} onSave={onSave} />}
      </Suspense>
    </div>
  )
}

const Failed = ({ of: { error, busy, retry } }: { of: NonNullable<Rows['failed']> }) => (
  <ErrorState text={errorMessage(error)} requestId={error instanceof ApiError ? error.requestId : null} busy={busy} onRetry={retry} />
)
