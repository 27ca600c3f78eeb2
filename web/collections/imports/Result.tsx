import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Import } from '#shared/imports.ts'
import { errorMessage } from '../../api.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { DownloadIcon } from '../../ui/icons.tsx'
import { toast } from '../../ui/Toast.tsx'
import { gridPaths } from '../paths.ts'
import { saveAs } from '../saveAs.ts'
import { Counts } from './Counts.tsx'
import { showImport, undoImport } from './queries.ts'
import { importTexts } from './texts.ts'

/** What became of a file, and how all of it is taken back. */
export function Result({ one }: { one: Import }) {
  const t = useTexts(importTexts)
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const undo = async () => {
    setBusy(true)
    try {
      showImport(queries, await undoImport(one.id))
    } catch (error) {
      toast({ tone: 'failed', text: textsNow(importTexts).failed(errorMessage(error)) })
    } finally {
      setBusy(false)
    }
  }
  const titles: Partial<Record<Import['state'], string>> = { failed: t.failedTitle, cancelled: t.cancelledTitle, undone: t.undoneTitle }
  const undone = one.state === 'undone'
  const made = one.created + one.updated > 0
  return (
    <section className="grid gap-4 rounded-xl border border-line bg-surface p-5">
      <h2 role="status" className="text-lg font-semibold">
        {titles[one.state] ?? t.doneTitle}
      </h2>
      <p className="wrap-anywhere text-ink-2">{one.file_name}</p>
      {one.error && (
        <p role="alert" className="text-danger wrap-anywhere">
          {one.error}
        </p>
      )}
      {undone && <p className="text-ink-2">{t.undoneText}</p>}
      <Counts one={one} large />
      {!undone && one.state !== 'done' && made && <p className="text-ink-2">{t.keptSoFar}</p>}
      <div className="flex flex-wrap gap-2">
        <Link href={paths.collection(one.collection)} exact className={buttonClass('primary')}>
          {t.look}
        </Link>
        {one.refused > 0 && (
          <Button icon={<DownloadIcon />} onClick={() => void saveAs(gridPaths.refusedRows(one.id))}>
            {t.refused}
          </Button>
        )}
        {!undone && made && (
          <Button tone="danger" busy={busy} onClick={() => void undo()}>
            {t.undo}
          </Button>
        )}
      </div>
    </section>
  )
}
