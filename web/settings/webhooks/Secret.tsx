import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { webhookTexts } from './texts.ts'

/** Shown this once, so a click beside does not close it. */
export function Secret({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const t = useTexts(webhookTexts)
  return (
    <Dialog
      title={t.secretTitle(name)}
      keep
      onClose={onClose}
      footer={
        <Button tone="primary" onClick={onClose}>
          {t.kept}
        </Button>
      }
    >
      <div className="grid gap-4">
        <p className="text-ink-2">{t.once}</p>
        <CopyField label={t.secret} value={secret} />
        <p className="text-sm text-ink-3">{t.how}</p>
      </div>
    </Dialog>
  )
}
