import { useQueryClient } from '@tanstack/react-query'
import { type ChangeEvent, useEffect, useRef, useState } from 'react'
import type { ConversationsImport } from '#shared/chat-transfer.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { apiPaths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { DownloadIcon } from '../../ui/icons.tsx'
import { refreshLists } from '../sessions/listQueries.ts'
import { listTexts } from '../sessions/texts.ts'
import { saveFile } from '../sessions/useSessionActions.ts'
import { importFiles, type Progress } from './importFiles.ts'

/** More than this nobody reads in a dialog. */
const REFUSALS_SHOWN = 50

/** Takes conversations in from files of this and of other programs, and gives all of them out. */
export function TransferDialog({ onClose }: { onClose: () => void }) {
  const { transfer: t, colon } = useTexts(listTexts)
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const running = useRef<AbortController | null>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [busy, setBusy] = useState(false)
  const [exporting, setExporting] = useState<'json' | 'jsonl' | null>(null)
  const [error, setError] = useState('')
  useEffect(() => () => running.current?.abort(), [])

  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])]
    event.target.value = ''
    if (files.length === 0 || busy) return
    const controller = new AbortController()
    running.current = controller
    setBusy(true)
    setError('')
    setProgress(null)
    try {
      await importFiles(files, controller.signal, setProgress)
    } catch (thrown) {
      if (!controller.signal.aborted) setError(`${t.failed}${colon}${errorMessage(thrown)} ${t.again}`)
    } finally {
      running.current = null
      setBusy(false)
      void refreshLists(client)
    }
  }
  const save = async (format: 'json' | 'jsonl') => {
    setExporting(format)
    setError('')
    try {
      await saveFile(apiPaths.exportSessions(), format)
    } catch (thrown) {
      setError(errorMessage(thrown))
    } finally {
      setExporting(null)
    }
  }

  return (
    <Dialog title={t.title} onClose={onClose} keep={busy}>
      <div className="grid gap-5">
        <section className="grid gap-2">
          <h3 className="font-medium">{t.importHead}</h3>
          <p className="text-ink-2">{t.importText}</p>
          <input
            ref={input}
            type="file"
            multiple
            accept=".json,.jsonl,application/json"
            className="hidden"
            aria-label={t.choose}
            onChange={(event) => void take(event)}
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button data-autofocus tone="primary" busy={busy} onClick={() => input.current?.click()}>
              {t.choose}
            </Button>
            {busy && (
              <Button tone="quiet" onClick={() => running.current?.abort()}>
                {t.stop}
              </Button>
            )}
          </div>
          {busy && (
            <div className="grid gap-1">
              <progress className="h-2 w-full accent-accent" max={1} value={progress?.fraction ?? 0} aria-label={t.importHead} />
              <p className="text-sm text-ink-3">{t.progress(`${Math.round((progress?.fraction ?? 0) * 100)}%`)}</p>
            </div>
          )}
          {progress && !busy && <Result result={progress.result} />}
        </section>
        <section className="grid gap-2 border-t border-line pt-4">
          <h3 className="font-medium">{t.exportHead}</h3>
          <p className="text-ink-2">{t.exportText}</p>
          <div className="flex flex-wrap gap-2">
            <Button icon={<DownloadIcon />} busy={exporting === 'json'} onClick={() => void save('json')}>
              {t.json}
            </Button>
            <Button icon={<DownloadIcon />} busy={exporting === 'jsonl'} onClick={() => void save('jsonl')}>
              {t.jsonl}
            </Button>
          </div>
        </section>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {error}
        </p>
      </div>
    </Dialog>
  )
}

function Result({ result }: { result: ConversationsImport }) {
  const { transfer: t, colon } = useTexts(listTexts)
  const { number } = useFormats()
  // They have no identity beyond their place.
  const refusals = result.refusals.slice(0, REFUSALS_SHOWN).map((each, at) => ({ ...each, key: at }))
  return (
    <div role="status" className="grid gap-1 rounded-md bg-sunken px-3 py-2 text-sm">
      <p>{t.done(number(result.imported), number(result.messages))}</p>
      {result.skipped > 0 && <p>{t.skipped(number(result.skipped))}</p>}
      {result.refused > 0 && (
        <>
          <p>{t.refused(number(result.refused))}</p>
          <ul className="max-h-40 overflow-y-auto text-ink-2">
            {refusals.map(({ key, title, reason }) => (
              <li key={key} className="wrap-anywhere">
                {title || t.untitled}
                {colon}
                {t.reasons[reason]}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
