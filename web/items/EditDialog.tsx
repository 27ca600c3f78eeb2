import type { Item, UpdateItem } from '#shared/items.ts'
import { useTexts } from '../i18n/texts.ts'
import { ItemForm } from './ItemForm.tsx'
import { itemTexts } from './texts.ts'

/** Both fields at once; only what was changed is sent. A failed save tells by a notice and takes the change back. */
export function EditDialog({ item, onClose, onSave }: { item: Item; onClose: () => void; onSave: (changes: UpdateItem) => void }) {
  const t = useTexts(itemTexts)
  return (
    <ItemForm
      title={t.editItem}
      submit={t.save}
      id={item.id}
      start={{ name: item.name, description: item.description ?? '' }}
      onClose={onClose}
      onSubmit={async ({ name, description = null }) => {
        const changes = { ...(name === item.name ? {} : { name }), ...(description === item.description ? {} : { description }) }
        if (Object.keys(changes).length > 0) onSave(changes)
      }}
    />
  )
}
