import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Attachment } from '#shared/attachments.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { writeSize } from '../../i18n/writeSize.ts'
import { download } from '../../ui/download.ts'
import { toast } from '../../ui/Toast.tsx'
import { FileIcon } from './icons.tsx'
import { fileQuery } from './queries.ts'
import { Thumbnail } from './Thumbnail.tsx'
import { fileTexts } from './texts.ts'

const ImageViewer = lazy(async () => ({ default: (await import('./ImageViewer.tsx')).ImageViewer }))

/** The files that a question carries: images to be looked at, all else to be downloaded. */
export function QuestionFiles({ attachments }: { attachments: Attachment[] }) {
  const t = useTexts(fileTexts)
  const client = useQueryClient()
  const [shown, setShown] = useState<Attachment | null>(null)
  const save = (attachment: Attachment) =>
    void client.fetchQuery(fileQuery(attachment.id)).then(
      (blob) => download(attachment.name, blob),
      (error: unknown) => toast({ text: errorMessage(error), tone: 'failed' }),
    )
  return (
    <>
      <ul aria-label={t.list} className="flex flex-wrap items-end justify-end gap-2 pb-1.5">
        {attachments.map((attachment) => (
          <li key={attachment.id} className="max-w-full">
            {attachment.kind === 'image' ? (
              <button
                type="button"
                aria-label={t.open(attachment.name)}
                onClick={() => setShown(attachment)}
                className="block overflow-hidden rounded-xl border border-line"
              >
                <Thumbnail id={attachment.id} className="size-24" />
              </button>
            ) : (
              <button
                type="button"
                onClick={() => save(attachment)}
                className="flex h-12 max-w-full items-center gap-2.5 rounded-xl border border-line bg-surface px-3 text-left hover:bg-hover"
              >
                <FileIcon size={20} className="shrink-0 text-ink-3" />
                <span className="min-w-0">
                  <span className="sr-only">{t.download('')}</span>
                  <span className="block max-w-56 truncate text-sm">{attachment.name}</span>
                  <span className="block text-xs text-ink-3">
                    {t.kinds[attachment.kind]} · {writeSize(attachment.size)}
                  </span>
                </span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {shown && (
        <Suspense fallback={null}>
          <ImageViewer attachment={shown} onSave={() => save(shown)} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </>
  )
}
