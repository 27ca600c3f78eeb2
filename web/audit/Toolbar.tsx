import { useState } from 'react'
import { errorMessage } from '../api.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { download } from '../ui/download.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { DownloadIcon, RestoreIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/Menu.tsx'
import { toast } from '../ui/Toast.tsx'
import { type ExportFormat, exportEntries, exportFormats } from './queries.ts'
import type { AuditSearch } from './search.ts'
import { auditTexts } from './texts.ts'

const fileName = (format: ExportFormat) => `deskmate-audit-${new Date().toISOString().slice(0, 10)}.${format}`

export function Toolbar({ search, onRefresh, refreshing }: { search: AuditSearch; onRefresh: () => void; refreshing: boolean }) {
  const t = useTexts(auditTexts)
  const [exporting, setExporting] = useState(false)
  const run = async (format: ExportFormat) => {
    setExporting(true)
    try {
      download(fileName(format), await exportEntries(search, format))
      toast({ text: textsNow(auditTexts).exported })
    } catch (error) {
      toast({ tone: 'failed', text: textsNow(auditTexts).exportFailed(errorMessage(error)) })
    } finally {
      setExporting(false)
    }
  }
  return (
    <div className="flex min-h-8 items-center gap-2">
      <div className="flex min-w-0 flex-1 items-baseline gap-3">
        <h1 className="shrink-0 text-xl font-semibold">{t.title}</h1>
        <p className="truncate text-ink-3 max-md:hidden">{t.text}</p>
      </div>
      <IconButton icon={RestoreIcon} tone="plain" label={t.refresh} aria-busy={refreshing || undefined} onClick={onRefresh} />
      <Menu
        label={t.export}
        align="end"
        heading={t.exportHint}
        items={exportFormats.map((format) => ({ label: t.exportAs[format], onSelect: () => void run(format) }))}
        trigger={({ onClick, ...props }) => (
          <Button busy={exporting} icon={<DownloadIcon />} {...props} onClick={() => !exporting && onClick()}>
            {t.export}
          </Button>
        )}
      />
    </div>
  )
}
