import type { Attachment } from '#shared/attachments.ts'
import { useTexts } from '../../i18n/texts.ts'
import { writeSize } from '../../i18n/writeSize.ts'
import { ClipIcon } from '../files/icons.tsx'
import { fileTexts } from '../files/texts.ts'

/** What a question carried, by name: the files themselves are not shared. */
export function NamedFiles({ files }: { files: Pick<Attachment, 'name' | 'size'>[] }) {
  const t = useTexts(fileTexts)
  if (files.length === 0) return null
  // Two may have one name; none comes or goes.
  const named = files.map((file, at) => ({ ...file, key: at }))
  return (
    <ul aria-label={t.list} className="mt-1.5 grid gap-1 text-sm text-ink-3">
      {named.map(({ key, name, size }) => (
        <li key={key} className="flex items-center gap-1.5">
          <ClipIcon size={16} className="shrink-0" />
          <span className="min-w-0">{name}</span>
          <span className="shrink-0 text-xs">{writeSize(size)}</span>
        </li>
      ))}
    </ul>
  )
}
