import type { OneTimeLink } from '#shared/users.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { CopyField } from '../ui/CopyField.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { usersTexts } from './texts.ts'

/** A link that works once, shown this once. */
export function LinkDialog({ title, text, link, onClose }: { title: string; text: string; link: OneTimeLink; onClose: () => void }) {
  const t = useTexts(usersTexts).link
  const formats = useFormats()
  return (
    <Dialog
      title={title}
      keep
      onClose={onClose}
      footer={
        <Button tone="primary" onClick={onClose}>
          {t.done}
        </Button>
      }
    >
      <div className="grid gap-4">
        <p className="text-ink-2">{text}</p>
        <CopyField label={t.label} value={link.url} />
        <p className="text-sm text-ink-3">{t.until(formats.full(link.expires_at))}</p>
      </div>
    </Dialog>
  )
}
