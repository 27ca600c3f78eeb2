import { useQuery } from '@tanstack/react-query'
import type { Attachment } from '#shared/attachments.ts'
import { useTexts } from '../../i18n/texts.ts'
import { writeSize } from '../../i18n/writeSize.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { DownloadIcon } from '../../ui/icons.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { BlobImage } from './BlobImage.tsx'
import { fileQuery } from './queries.ts'
import { fileTexts } from './texts.ts'

/** An image as large as the window allows. */
export function ImageViewer({ attachment, onSave, onClose }: { attachment: Attachment; onSave: () => void; onClose: () => void }) {
  const t = useTexts(fileTexts)
  const { data, isError } = useQuery(fileQuery(attachment.id))
  const { name, width, height, size } = attachment
  return (
    <Dialog
      title={name}
      width="wide"
      onClose={onClose}
      footer={
        <>
          <p className="mr-auto text-sm text-ink-3">
            {width} × {height} · {writeSize(size)}
          </p>
          <Button icon={<DownloadIcon />} onClick={onSave}>
            {t.downloadShort}
          </Button>
        </>
      }
    >
      {data ? (
        <BlobImage
          blob={data}
          alt={name}
          width={width ?? undefined}
          height={height ?? undefined}
          className="mx-auto h-auto max-h-[70dvh] w-auto max-w-full rounded-md object-contain"
        />
      ) : isError ? (
        <p className="py-16 text-center text-ink-2">{t.missing}</p>
      ) : (
        <Skeleton className="h-64" />
      )}
    </Dialog>
  )
}
