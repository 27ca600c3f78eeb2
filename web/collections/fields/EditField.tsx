import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { textOf } from '#shared/cell-text.ts'
import type { Collection } from '#shared/collections.ts'
import { type Field, FieldPreview, fieldTypes, UpdateField } from '#shared/fields.ts'
import { ApiError } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { fieldErrors } from '../../i18n/validation.ts'
import { toast } from '../../ui/Toast.tsx'
import { showCollection, updateField } from '../queries.ts'
import { refreshRows } from '../rows.ts'
import { collectionTexts } from '../texts.ts'
import { FieldDialog } from './FieldDialog.tsx'
import { canBeMany, changeOf, draftOf, type FieldDraft } from './fieldForm.ts'

/** What a column is called, what it holds, and what that may be. Where values would get lost, it shows which, and asks. */
export function EditField({ collection, field, onClose }: { collection: Collection; field: Field; onClose: () => void }) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const formats = useFormats()
  const queries = useQueryClient()
  const [start] = useState(() => draftOf(field))
  const [loss, setLoss] = useState<FieldPreview | null>(null)

  const send = async (draft: FieldDraft) => {
    const parsed = UpdateField.safeParse({ ...changeOf(field, draft), ...(loss ? { lose: loss.lost } : {}) })
    if (!parsed.success) return fieldErrors(parsed.error, language)
    try {
      showCollection(queries, await updateField(collection, field.key, parsed.data))
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'FIELD_LOSES_VALUES')) throw error
      setLoss(FieldPreview.parse(error.current))
      return {}
    }
    await refreshRows(queries, collection.slug)
    toast({ text: t.fieldChanged(draft.name) })
    return null
  }

  const linked = canBeMany(field.type) || field.type === 'attachment'
  return (
    <FieldDialog
      title={t.editField}
      of={{ collection, key: field.key }}
      start={start}
      types={linked ? [field.type] : fieldTypes.filter((type) => !canBeMany(type) && type !== 'attachment')}
      action={loss ? t.losing.anyway(formats.number(loss.lost)) : t.save}
      tone={loss ? 'danger' : 'primary'}
      onChange={() => setLoss(null)}
      send={send}
      onClose={onClose}
    >
      {loss && <Loss preview={loss} />}
    </FieldDialog>
  )
}

function Loss({ preview }: { preview: FieldPreview }) {
  const t = useTexts(collectionTexts)
  const formats = useFormats()
  return (
    <div role="alert" className="grid gap-2 rounded-lg border border-line bg-sunken p-3 text-sm">
      <p className="font-medium">{t.losing.title(formats.number(preview.lost), formats.number(preview.values))}</p>
      <div className="overflow-x-auto">
        <table className="w-full text-left">
          <thead className="text-ink-3">
            <tr>
              {[t.name, t.losing.before, t.losing.after].map((head) => (
                <th key={head} className="py-1 pr-3 font-normal">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.sample.map(({ item_id, name, before, after }) => (
              <tr key={item_id} className="border-t border-line">
                <td className="max-w-32 truncate py-1 pr-3">{name}</td>
                <td className="max-w-40 truncate py-1 pr-3">{textOf(before)}</td>
                <td className="max-w-40 truncate py-1">{after === null ? <span className="text-danger">{t.losing.nothing}</span> : textOf(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-ink-2">{t.losing.kept}</p>
    </div>
  )
}
