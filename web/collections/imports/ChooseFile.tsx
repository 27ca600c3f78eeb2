import { useEffect, useRef, useState } from 'react'
import type { Import, ReadImport } from '#shared/imports.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { Spinner } from '../../ui/Spinner.tsx'
import { HowRead } from './HowRead.tsx'
import { uploadImport } from './queries.ts'
import { importTexts } from './texts.ts'

/** What the program can read; it looks at the content, whatever the name says. */
const ACCEPT = '.csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson'

type Props = { slug: string; onUploaded: (made: Import) => void }

/** A file chosen or dropped, and sent. */
export function ChooseFile({ slug, onUploaded }: Props) {
  const t = useTexts(importTexts)
  const input = useRef<HTMLInputElement>(null)
  const running = useRef<AbortController | null>(null)
  const [part, setPart] = useState<number | null>(null)
  const [failed, setFailed] = useState<{ file: File; text: string } | null>(null)
  const [how, setHow] = useState<ReadImport>({})
  const [over, setOver] = useState(false)
  useEffect(() => () => running.current?.abort(), [])

  const take = async (file: File | undefined, as: ReadImport = {}) => {
    if (!file || running.current) return
    const stopping = new AbortController()
    running.current = stopping
    setFailed(null)
    setPart(0)
    try {
      const made = await uploadImport(slug, { file, how: as, onProgress: setPart, signal: stopping.signal })
      onUploaded(made)
    } catch (error) {
      if (!stopping.signal.aborted) setFailed({ file, text: t.notUploaded(errorMessage(error)) })
    } finally {
      running.current = null
      setPart(null)
    }
  }

  const busy = part !== null
  return (
    <section
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void take(event.dataTransfer.files[0])
      }}
      className={cx(
        'grid justify-items-center gap-3 rounded-xl border-2 border-dashed px-4 py-10 text-center',
        over ? 'border-accent bg-accent-soft' : 'border-line-2 bg-surface',
      )}
    >
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        aria-label={t.choose}
        className="hidden"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          void take(file)
        }}
      />
      {busy ? (
        <>
          <p role="status" className="flex items-center gap-2 text-ink-2 tabular-nums">
            <Spinner /> {part < 1 ? t.uploading(`${Math.floor(part * 100)}%`) : t.reading}
          </p>
          <progress aria-label={t.choose} max={1} value={part} className="h-2 w-full max-w-sm accent-accent" />
          <Button onClick={() => running.current?.abort()}>{t.stop}</Button>
        </>
      ) : (
        <>
          <p className="font-medium">{t.drop}</p>
          <p className="text-sm text-ink-3">{t.formats}</p>
          <Button tone="primary" onClick={() => input.current?.click()}>
            {t.choose}
          </Button>
        </>
      )}
      {failed && (
        <div role="alert" className="grid justify-items-center gap-2">
          <p className="text-danger wrap-anywhere">{failed.text}</p>
          {/* What was taken for something else can be said. */}
          <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2">
            <HowRead how={how} onChange={setHow} />
            <Button onClick={() => void take(failed.file, how)}>{t.retry}</Button>
          </div>
        </div>
      )}
    </section>
  )
}
