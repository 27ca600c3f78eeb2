import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyField.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { download } from '../ui/download.ts'
import { DownloadIcon } from '../ui/icons.tsx'
import { settingsTexts } from './texts.ts'

/** Shown this once, so a click beside does not close it. */
export function RecoveryCodes({ title, codes, onClose }: { title: string; codes: string[]; onClose: () => void }) {
  const t = useTexts(settingsTexts).secondFactor.codes
  const text = codes.join('\n')
  return (
    <Dialog
      title={title}
      keep
      onClose={onClose}
      footer={
        <Button tone="primary" onClick={onClose}>
          {t.kept}
        </Button>
      }
    >
      <div className="grid gap-4">
        <p className="text-ink-2">{t.text}</p>
        <ul aria-label={t.title} className="grid grid-cols-2 gap-x-4 gap-y-1.5 rounded-lg bg-sunken px-4 py-3 text-center font-mono">
          {codes.map((code) => (
            <li key={code} className="whitespace-nowrap">
              {code}
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <CopyButton text={text} label={t.copy} />
          <Button icon={<DownloadIcon />} onClick={() => download('deskmate-recovery-codes.txt', new Blob([`${text}\n`], { type: 'text/plain' }))}>
            {t.download}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
