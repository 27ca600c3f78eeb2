import { useId, useRef, useState } from 'react'
import type { CollectionItem, CreateCollectionItem } from '#shared/items.ts'
import { ApiError, errorMessage, newKey } from '../../api.ts'
import { useLanguage } from '../../i18n/language.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { toast } from '../../ui/Toast.tsx'
import { bodyOf, type Column, isWritable } from '../columns.ts'
import { useKeepRow } from '../keepRow.ts'
import { collectionTexts } from '../texts.ts'
import { type Draft, draftOf, readDraft, written } from '../values/draft.ts'
import { ValueControl } from '../values/ValueControl.tsx'

type Props = {
  slug: string
  columns: readonly Column[]
  /** What was written before. */
  start?: Record<string, Draft> | undefined
  onCreate: (body: CreateCollectionItem, key: string) => Promise<CollectionItem>
  onClose: () => void
}

/** A new row with all of its fields: where it needs more than a name, or where there is no room to write in the grid. */
export function CreateRow({ slug, columns, start = {}, onCreate, onClose }: Props) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [key] = useState(newKey)
  const writable = columns.filter(isWritable)
  const [drafts, setDrafts] = useState(start)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const dirty = Object.keys(drafts).length > 0
  useKeepRow('form', slug, null, dirty ? drafts : null)
  const draft = (column: Column) => drafts[column.key] ?? draftOf(column, null)

  const fail = (wrong: Record<string, string>) => {
    setErrors(wrong)
    const first = writable.find(({ key: of }) => wrong[of])
    if (first) form.current?.querySelector<HTMLElement>(`[data-field="${first.key}"] :is(input, textarea)`)?.focus()
  }
  const send = async () => {
    if (busy) return
    const read = writable.map((column) => ({ column, read: readDraft(column, draft(column), language) }))
    const wrong = Object.fromEntries(read.flatMap(({ column, read: of }) => ('error' in of ? [[column.key, of.error]] : [])))
    if (Object.keys(wrong).length > 0) return fail(wrong)
    const changes = Object.fromEntries(read.flatMap(({ column, read: of }) => ('value' in of && of.value !== null ? [[column.key, of.value]] : [])))
    setBusy(true)
    try {
      const row = await onCreate({ ...bodyOf(changes), name: written(changes.name) }, key)
      toast({ text: textsNow(collectionTexts).rowCreated(row.name) })
      onClose()
    } catch (error) {
      const details = error instanceof ApiError ? error.details.map(({ path, message }) => [path.replace(/^values\./, '').split('.')[0], message]) : []
      fail(details.length > 0 ? Object.fromEntries(details) : { form: errorMessage(error) })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t.createRow}
      keep={dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button tone="primary" submit busy={busy} form={id}>
            {t.createShort}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={id}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {writable.map((column, at) => (
          <div key={column.key} data-field={column.key}>
            <Field label={column.name} optional={!column.required} hint={column.description ?? undefined} error={errors[column.key] || undefined}>
              {(control) => (
                <ValueControl
                  control={control}
                  column={column}
                  draft={draft(column)}
                  first={at === 0}
                  onChange={(next) => {
                    setDrafts({ ...drafts, [column.key]: next })
                    setErrors({ ...errors, [column.key]: '', form: '' })
                  }}
                />
              )}
            </Field>
          </div>
        ))}
        <p role="alert" className="text-sm text-danger empty:hidden">
          {errors.form}
        </p>
      </form>
    </Dialog>
  )
}
