import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { CollectionItem, CollectionItemEnvelope } from '#shared/items.ts'
import { ApiError, call, errorMessage } from '../api.ts'
import { textsNow } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { inTurn } from '../records/inTurn.ts'
import { keepSending, takeUnsent } from '../session/unsent.ts'
import { toast } from '../ui/Toast.tsx'
import { bodyOf, type Changes, type Column, changed, valueOf } from './columns.ts'
import { refreshFigures } from './figures/queries.ts'
import { rowsKey, showRows } from './rows.ts'
import { collectionTexts } from './texts.ts'
import { trackStep } from './undo/useUndo.ts'

/** What was edited: the row as it was when the editing began, and what is to become of it. */
export type Edit = { base: CollectionItem; changes: Changes }
/** An edit that met another one of the same fields; `theirs` is the row as it is now. */
export type Conflict = Edit & { theirs: CollectionItem; fields: Column[] }

/** Tries again over another's change of other fields, so often: whoever writes faster than that is a program. */
const MERGES_MAX = 5

const currentOf = (error: unknown) =>
  error instanceof ApiError && error.code === 'PRECONDITION_FAILED' ? CollectionItem.safeParse(error.current).data : undefined
export const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Edits on their way, by their rows: an answer to one of them must not take the next one off the screen. */
const underWay = new Map<string, { slug: string; edit: Edit }[]>()
function begin(slug: string, edit: Edit) {
  underWay.set(edit.base.id, [...(underWay.get(edit.base.id) ?? []), { slug, edit }])
  keepSending(savingIn(slug), () => {
    const edits = [...underWay.values()].flat().filter((one) => one.slug === slug)
    return edits.length > 0 ? edits.map(({ edit: of }) => of) : null
  })
}
function end(edit: Edit) {
  const others = underWay.get(edit.base.id)?.filter((other) => other.edit !== edit) ?? []
  if (others.length > 0) underWay.set(edit.base.id, others)
  else underWay.delete(edit.base.id)
}

/** Rows with edits on their way, as others have left them meanwhile. */
const theirsNow = new Map<string, CollectionItem>()
export const isSaving = () => underWay.size > 0

const savingIn = (slug: string) => `saving.${slug}`
const Edits = z.array(z.object({ base: CollectionItem, changes: z.record(z.string(), z.unknown()) }))

/** Edits of this collection that were on their way when the sign-in ended. They are told once. */
export const takeEdits = (slug: string): Edit[] => Edits.safeParse(takeUnsent(savingIn(slug))).data ?? []

/** Shows a row as it is now, whoever made it so: under the edits of ours that are on their way, and never older than it was. */
export function showNow(queries: QueryClient, slug: string, row: CollectionItem) {
  const edits = underWay.get(row.id)
  const theirs = theirsNow.get(row.id)
  const newest = theirs && theirs.version > row.version ? theirs : row
  if (edits) theirsNow.set(row.id, newest)
  else theirsNow.delete(row.id)
  showRows(queries, slug, [(edits ?? []).reduce((shown, { edit }) => changed(shown, edit.changes), newest)])
}

/** The fields that both changed, to different values. */
export const clashes = (columns: readonly Column[], { base, changes }: Edit, theirs: CollectionItem) =>
  columns.filter(
    (column) => column.key in changes && !same(valueOf(theirs, column), valueOf(base, column)) && !same(valueOf(theirs, column), changes[column.key]),
  )

/** The row as it is, and the change set that made it so. */
type Saved = CollectionItem & { sets: string[] }

/** Over the version that was edited; over a later one where others changed other fields only. */
async function put(slug: string, columns: readonly Column[], edit: Edit, version: number, merges = 0): Promise<Saved> {
  try {
    const sets: string[] = []
    const row = await call(CollectionItemEnvelope, {
      method: 'PUT',
      path: apiPaths.row(slug, edit.base.id),
      body: bodyOf(edit.changes),
      headers: { 'If-Match': `"${version}"` },
      onHeaders: (headers) => sets.push(...(headers.get('Change-Set')?.split(',') ?? [])),
    })
    return { ...row, sets }
  } catch (error) {
    const theirs = currentOf(error)
    if (!theirs || merges === MERGES_MAX || clashes(columns, edit, theirs).length > 0) throw error
    return await put(slug, columns, edit, theirs.version, merges + 1)
  }
}

/** Shows an edit at once and saves it; takes it back where that fails. Another's edit of the same field is handed to `onConflict`. */
export function useSaveRow(slug: string, columns: readonly Column[], onConflict: (conflict: Conflict) => void) {
  const queries = useQueryClient()
  const show = (row: CollectionItem) => showNow(queries, slug, row)
  return useMutation({
    mutationFn: async (edit: Edit): Promise<CollectionItem> => {
      const saving = inTurn(edit.base, (version) => put(slug, columns, edit, version))
      const what = { kind: 'edit', rows: 1, name: edit.base.name } as const
      trackStep(
        queries,
        slug,
        what,
        saving.then(({ sets }) => sets),
      )
      const { sets: _, ...row } = await saving
      return row
    },
    onMutate: (edit) => {
      begin(slug, edit)
      show(edit.base)
    },
    onSuccess: (row, edit) => {
      end(edit)
      show(row)
      refreshFigures(queries, slug)
      queries.setQueryData(['collections', 'name', slug, row.id], row.name)
    },
    onError: (error, edit) => {
      end(edit)
      const theirs = currentOf(error)
      show(theirs ?? edit.base)
      // Of several that failed together each began where the one before had not failed yet.
      void queries.invalidateQueries({ queryKey: rowsKey(slug) })
      const fields = theirs ? clashes(columns, edit, theirs) : []
      if (theirs && fields.length > 0) return onConflict({ ...edit, theirs, fields })
      const [detail] = error instanceof ApiError ? error.details : []
      toast({ tone: 'failed', text: textsNow(collectionTexts).notSaved(detail?.message ?? errorMessage(error)) })
    },
  })
}
