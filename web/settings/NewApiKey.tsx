import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { CopyField } from '../ui/CopyField.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { settingsTexts } from './texts.ts'

/** Shown this once, so a click beside does not close it. */
export function NewApiKey({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const t = useTexts(settingsTexts).apiKeys
  return (
    <Dialog
      title={t.created(name)}
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
        <div className="grid gap-1">
          <p className="text-sm font-medium text-ink-2">{t.example}</p>
          <pre className="rounded-lg bg-sunken px-3 py-2 font-mono text-sm wrap-anywhere whitespace-pre-wrap">
            <code>{`curl ${location.origin}/api/v1/items -H "Authorization: Bearer $DESKMATE_KEY"`}</code>
          </pre>
        </div>
      </div>
    </Dialog>
  )
}
