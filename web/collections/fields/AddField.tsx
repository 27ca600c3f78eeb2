import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Collection } from '#shared/collections.ts'
import { CreateField, fieldTypes } from '#shared/fields.ts'
import { newKey } from '../../api.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { fieldErrors } from '../../i18n/validation.ts'
import { toast } from '../../ui/Toast.tsx'
import { addField, showCollection } from '../queries.ts'
import { refreshRows } from '../rows.ts'
import { collectionTexts } from '../texts.ts'
import { FieldDialog } from './FieldDialog.tsx'
import { type FieldDraft, fieldOf, newField } from './fieldForm.ts'

/** A new column: what it is called, what it holds, and what that may be. */
export function AddField({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const queries = useQueryClient()
  const [key] = useState(newKey)
  const [start] = useState(newField)

  const send = async (draft: FieldDraft) => {
    const parsed = CreateField.safeParse(fieldOf(draft))
    if (!parsed.success) return fieldErrors(parsed.error, language)
    showCollection(queries, await addField(collection, parsed.data, key))
    // What is computed is there at once.
    if (parsed.data.type === 'formula') await refreshRows(queries, collection.slug)
    toast({ text: t.fieldAdded(parsed.data.name) })
    return null
  }

  return <FieldDialog of={{ collection }} title={t.addField} start={start} types={fieldTypes} action={t.addField} send={send} onClose={onClose} />
}
