import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copyText.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { toast } from '../../ui/Toast.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { FailureList } from './FailureList.tsx'
import { writingTexts } from './texts.ts'
import type { Outcome } from './useWriting.ts'

/** What of a writing was not written, row by row; it can be taken along. */
export function Failures({ outcome: { failures, written }, onClose }: { outcome: Outcome; onClose: () => void }) {
  const t = useTexts(writingTexts).failures
  const ui = useTexts(uiTexts)
  const formats = useFormats()
  const copy = async () => {
    const lines = failures.map(({ place, name, column, text, reason }) =>
      [name ?? `${place + 1}`, column ?? '', text.replaceAll(/\s*\n\s*/g, ' '), reason].join('\t'),
    )
    toast((await copyText(lines.join('\n'))) ? { text: ui.copied } : { text: ui.copyFailed, tone: 'failed' })
  }
  return (
    <Dialog
      title={t.title}
      width="wide"
      keep
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => void copy()}>{t.copy}</Button>
          <Button tone="primary" data-autofocus onClick={onClose}>
            {t.close}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-ink-2">{t.text(formats.number(failures.length), formats.number(written))}</p>
      <FailureList failures={failures} />
    </Dialog>
  )
}
