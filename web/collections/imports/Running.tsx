import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Import } from '#shared/imports.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { toast } from '../../ui/Toast.tsx'
import { Counts } from './Counts.tsx'
import { cancelImport, importQuery, showImport } from './queries.ts'
import { importTexts } from './texts.ts'

/** How far it is; it goes on when the page is left. */
export function Running({ one }: { one: Import }) {
  const t = useTexts(importTexts)
  const formats = useFormats()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const cancel = async () => {
    setBusy(true)
    try {
      showImport(queries, await cancelImport(one.id))
    } catch (error) {
      // It may have come to its end in between.
      toast({ tone: 'failed', text: textsNow(importTexts).failed(errorMessage(error)) })
      void queries.invalidateQueries({ queryKey: importQuery(one.id).queryKey })
    } finally {
      setBusy(false)
    }
  }
  const undoing = one.state === 'undoing'
  return (
    <section className="grid gap-4 rounded-xl border border-line bg-surface p-5">
      <h2 className="flex items-center gap-2 text-lg font-semibold">
        <Spinner /> {undoing ? t.undoingTitle : one.dry_run ? t.tryingTitle : t.runningTitle}
      </h2>
      <p className="wrap-anywhere text-ink-2">{one.file_name}</p>
      {!undoing && (
        <>
          <p role="status" className="tabular-nums">
            {t.line(formats.number(one.line))}
          </p>
          <Counts one={one} large />
          <div>
            <Button busy={busy} onClick={() => void cancel()}>
              {t.cancel}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
