import { useId, useState } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { type Changes, type Column, isClearable, valueOf } from '../columns.ts'
import { useKeepRow } from '../keepRow.ts'
import { same } from '../saveRow.ts'
import { collectionTexts } from '../texts.ts'
import { type Draft, draftOf, readDraft } from '../values/draft.ts'
import { ValueControl } from '../values/ValueControl.tsx'

type Props = {
  slug: string
  item: CollectionItem
  column: Column
  /** What was written before, if it is not what the row has. */
  start?: Draft | undefined
  onClose: () => void
  onSave: (item: CollectionItem, changes: Changes) => unknown
}

/** One value of one row, in a dialog: where there is no room, or no keyboard, to write in the cell. */
export function EditSheet({ slug, item, column, start, onClose, onSave }: Props) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const id = useId()
  const value = valueOf(item, column)
  const [draft, setDraft] = useState(start ?? (() => draftOf(column, value)))
  const [error, setError] = useState<string>()
  const dirty = !same(draft, draftOf(column, value))
  useKeepRow('form', slug, item.id, dirty ? { [column.key]: draft } : null)
  const save = () => {
    const read = readDraft(column, draft, language)
    if ('error' in read) return setError(read.error)
    if (!same(read.value, value)) onSave(item, { [column.key]: read.value })
    onClose()
  }
  return (
    <Dialog
      title={item.name}
      width="narrow"
      keep={dirty}
      onClose={onClose}
      footer={
        <>
          {/* Of files each is removed by itself, also while others are on their way. */}
          {isClearable(column) && column.type !== 'checkbox' && column.type !== 'attachment' && (
            <Button tone="quiet" className="mr-auto" onClick={() => setDraft({ text: '', picks: [] })}>
              {t.clear}
            </Button>
          )}
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button tone="primary" submit form={id}>
            {t.save}
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && save()}
      >
        <Field label={column.name} hint={column.description ?? undefined} error={error}>
          {(control) => (
            <ValueControl
              control={control}
              column={column}
              draft={draft}
              first
              onChange={(next) => {
                setDraft(next)
                setError(undefined)
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
