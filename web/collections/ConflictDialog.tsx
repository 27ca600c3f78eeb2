import { useState } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import { useTexts } from '../i18n/texts.ts'
import { Choice } from '../records/Choice.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { type Changes, type Column, valueOf } from './columns.ts'
import type { Conflict } from './saveRow.ts'
import { collectionTexts } from './texts.ts'
import { CellValue } from './values/CellValue.tsx'
import { written } from './values/draft.ts'

type Props = { conflict: Conflict; onClose: () => void; onSave: (base: CollectionItem, changes: Changes) => unknown }

/** Theirs and yours, for each field that both changed. What is kept is saved over the version that is shown here. */
export function ConflictDialog({ conflict, onClose, onSave }: Props) {
  const t = useTexts(collectionTexts)
  const { changes, theirs, fields } = conflict
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set(fields.map(({ key }) => key)))
  const take = (key: string, own: boolean) => {
    const next = new Set(mine)
    if (own) next.add(key)
    else next.delete(key)
    setMine(next)
  }
  const save = () => {
    const others = fields.filter(({ key }) => !mine.has(key)).map(({ key }) => key)
    const kept = Object.fromEntries(Object.entries(changes).filter(([key]) => !others.includes(key)))
    if (Object.keys(kept).length > 0) onSave(theirs, kept)
    onClose()
  }
  const shown = (column: Column, value: unknown) =>
    value === null || value === undefined ? (
      <span className="text-ink-3">{t.conflict.empty}</span>
    ) : (
      <span className="flex flex-wrap gap-1">{column.type === 'long_text' ? written(value) : <CellValue column={column} value={value} />}</span>
    )
  return (
    <Dialog
      title={t.conflict.title}
      width="wide"
      keep
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            {t.conflict.discard}
          </Button>
          <Button tone="primary" data-autofocus onClick={save}>
            {t.conflict.save}
          </Button>
        </>
      }
    >
      <p className="mb-5 text-ink-2">{t.conflict.choose}</p>
      <div className="grid gap-6">
        {fields.map((column) => (
          <section key={column.key} className="grid gap-2.5">
            <h3 className="font-semibold">{column.name}</h3>
            <div className="grid gap-2.5 sm:grid-cols-2">
              <Choice
                label={t.conflict.theirs}
                at={theirs.updated_at}
                value={shown(column, valueOf(theirs, column))}
                chosen={!mine.has(column.key)}
                onTake={() => take(column.key, false)}
              />
              <Choice label={t.conflict.yours} value={shown(column, changes[column.key])} chosen={mine.has(column.key)} onTake={() => take(column.key, true)} />
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
