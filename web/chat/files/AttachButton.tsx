import { useRef } from 'react'
import { attachmentTypes } from '#shared/attachments.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ClipIcon } from './icons.tsx'
import { fileTexts } from './texts.ts'

/** Also what is made smaller here before it is sent; texts have so many names that none is left out. */
const ACCEPTED = [
  ...attachmentTypes.image,
  'image/heic',
  'image/avif',
  ...attachmentTypes.pdf,
  'text/*',
  'application/json',
  '.md',
  '.csv',
  '.log',
  '.xml',
  '.yaml',
  '.yml',
  '.sql',
].join(',')

export function AttachButton({ denied, onFiles }: { denied: string | undefined; onFiles: (files: File[]) => void }) {
  const t = useTexts(fileTexts)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon={ClipIcon} label={t.attach} denied={denied} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        tabIndex={-1}
        aria-hidden="true"
        className="hidden"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // The same file again is a choice too.
          target.value = ''
        }}
      />
    </>
  )
}
