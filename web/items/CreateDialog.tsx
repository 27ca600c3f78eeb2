import { useState } from 'react'
import type { Item } from '#shared/items.ts'
import { newKey } from '../api.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { toast } from '../ui/Toast.tsx'
import { useCreateItem } from './create.ts'
import { ItemForm } from './ItemForm.tsx'
import { itemTexts } from './texts.ts'

export function CreateDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (item: Item) => void }) {
  const t = useTexts(itemTexts)
  const [key] = useState(newKey)
  const create = useCreateItem(key)
  return (
    <ItemForm
      title={t.create}
      submit={t.createShort}
      id={null}
      start={{ name: '', description: '' }}
      onClose={onClose}
      onSubmit={async (values) => {
        const item = await create.mutateAsync(values)
        toast({ text: textsNow(itemTexts).created(item.name), action: { label: textsNow(itemTexts).details, run: () => onCreated(item) } })
      }}
    />
  )
}
