import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type AttachmentKind, takesKind } from '#shared/attachments.ts'
import { useTexts } from '../../i18n/texts.ts'
import { writeSize } from '../../i18n/writeSize.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { RestoreIcon, XIcon } from '../../ui/icons.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { type DraftFile, removeFile, retryFile } from './draftFiles.ts'
import { FileIcon } from './icons.tsx'
import { Thumbnail } from './Thumbnail.tsx'
import { fileTexts } from './texts.ts'

type Props = { sessionId: string | null; files: DraftFile[]; modalities: string[] | null; problem: string | null; onRemoved: () => void }

/** The files beside the question that is being written. */
export function Tray({ sessionId, files, modalities, problem, onRemoved }: Props) {
  const t = useTexts(fileTexts)
  const client = useQueryClient()
  const [removed, setRemoved] = useState('')
  const said = useRef<Map<string, string>>(new Map())
  for (const { key, name, state, error } of files) {
    if (state === 'ready') said.current.set(key, t.added(name))
    if (state === 'failed' || state === 'refused') said.current.set(key, t.failed(name, error ?? ''))
  }
  const last = files.findLast(({ key }) => said.current.has(key))

  return (
    <>
      {files.length > 0 && (
        <ul aria-label={t.list} className="flex max-h-[min(16rem,40dvh)] flex-wrap gap-2 overflow-y-auto px-3 pt-3 pb-0.5">
          {files.map((file) => (
            <Item
              key={file.key}
              file={file}
              untaken={file.attachment && !takesKind(modalities, file.attachment.kind) ? file.attachment.kind : null}
              onRetry={() => retryFile(client, file.key)}
              onRemove={() => {
                removeFile(sessionId, file.key)
                setRemoved(t.removed(file.name))
                onRemoved()
              }}
            />
          ))}
        </ul>
      )}
      {problem && (
        <p role="alert" className="px-3.5 pt-2 text-sm text-danger">
          {problem}
        </p>
      )}
      <p role="status" className="sr-only">
        {last ? said.current.get(last.key) : removed}
      </p>
    </>
  )
}

function Item({ file, untaken, onRetry, onRemove }: { file: DraftFile; untaken: AttachmentKind | null; onRetry: () => void; onRemove: () => void }) {
  const t = useTexts(fileTexts)
  const { name, size, state, progress, error, attachment } = file
  const percent = `${Math.round(progress * 100)} %`
  const wrong = error ?? (untaken && t.untaken[untaken])
  return (
    <li
      className={cx(
        'relative flex min-h-12 max-w-full items-center gap-2.5 overflow-hidden rounded-lg border bg-surface pr-1 max-sm:w-full',
        // What is wrong is said in full.
        wrong ? 'w-full border-danger' : 'w-60 border-line-2',
      )}
    >
      {attachment?.kind === 'image' ? (
        <Thumbnail id={attachment.id} className="size-12" />
      ) : (
        <span className="grid min-h-12 w-12 shrink-0 place-items-center self-stretch bg-sunken text-ink-3">
          {state === 'preparing' || state === 'uploading' ? <Spinner /> : <FileIcon size={20} />}
        </span>
      )}
      <div className="min-w-0 flex-1 py-0.5 text-sm">
        <p className="truncate" title={name}>
          {name}
        </p>
        <p className={cx('text-xs', wrong ? 'py-0.5 text-danger' : 'truncate text-ink-3')}>
          {wrong ?? (state === 'preparing' ? t.preparing : state === 'uploading' ? t.uploading(percent) : writeSize(size))}
        </p>
      </div>
      <span className="flex shrink-0 gap-1 max-sm:flex-col">
        {state === 'failed' && <IconButton icon={RestoreIcon} size="small" label={t.retry(name)} onClick={onRetry} />}
        <IconButton icon={XIcon} size="small" label={t.remove(name)} onClick={onRemove} />
      </span>
      {state === 'uploading' && (
        <div
          role="progressbar"
          aria-label={t.progress(name)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(progress * 100)}
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent transition-transform"
          style={{ transform: `scaleX(${progress})` }}
        />
      )}
    </li>
  )
}
