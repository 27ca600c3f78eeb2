import { useState } from 'react'
import type { ItemFile } from '#shared/item-files.ts'
import { useTexts } from '../../i18n/texts.ts'
import { writeSize } from '../../i18n/writeSize.ts'
import { DownloadIcon } from '../../ui/icons.tsx'
import { gridPaths } from '../paths.ts'
import { saveAs } from '../saveAs.ts'
import { fileTexts } from '../values/fileTexts.ts'

type Props = { slug: string; itemId: string; files: readonly ItemFile[] }

/** The files of a field, to be taken away; images to be looked at. */
export function ItemFiles({ slug, itemId, files }: Props) {
  const t = useTexts(fileTexts)
  return (
    <ul aria-label={t.list} className="grid w-full gap-1.5">
      {files.map((file) => (
        <li key={file.id} className="grid min-w-0 gap-1">
          {file.type.startsWith('image/') && <Shown address={gridPaths.itemFile(slug, itemId, file.id)} name={file.name} />}
          <button
            type="button"
            onClick={() => void saveAs(gridPaths.itemFile(slug, itemId, file.id))}
            className="flex min-h-7 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover pointer-coarse:min-h-11"
          >
            <DownloadIcon size={14} className="shrink-0 text-ink-3" />
            <span className="sr-only">{t.download} </span>
            <span className="min-w-0 flex-1 truncate">{file.name}</span>
            <span className="shrink-0 text-xs text-ink-3 tabular-nums">{writeSize(file.size)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** What cannot be drawn, as while the network is away, leaves its name alone. */
function Shown({ address, name }: { address: string; name: string }) {
  const t = useTexts(fileTexts)
  const [failed, setFailed] = useState(false)
  if (failed) return null
  return (
    <a href={address} target="_blank" rel="noreferrer" aria-label={t.open(name)} className="w-fit max-w-full overflow-hidden rounded-md border border-line">
      <img src={address} alt="" loading="lazy" className="max-h-40 max-w-full object-contain" onError={() => setFailed(true)} />
    </a>
  )
}
