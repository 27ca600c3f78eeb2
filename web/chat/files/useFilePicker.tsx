import { useRef } from 'react'
import { attachmentTypes } from '#shared/attachments.ts'

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

/** @returns what lets somebody choose files, and the field that the browser wants for it */
export function useFilePicker(onFiles: (files: File[]) => void) {
  const input = useRef<HTMLInputElement>(null)
  return {
    pick: () => input.current?.click(),
    field: (
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
    ),
  }
}
