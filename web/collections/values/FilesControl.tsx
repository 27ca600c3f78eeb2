import { useRef, useState } from 'react'
import { ITEM_FILE_MAX_BYTES, ITEM_FILES_MAX, type ItemFile } from '#shared/item-files.ts'
import { useTexts } from '../../i18n/texts.ts'
import { writeSize } from '../../i18n/writeSize.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import type { ControlProps } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PlusIcon, XIcon } from '../../ui/icons.tsx'
import type { Column } from '../columns.ts'
import { typeIcons } from '../icons.tsx'
import type { Draft } from './draft.ts'
import { fileTexts } from './fileTexts.ts'
import { type Upload, useUploads } from './useUploads.ts'

type Props = { control: ControlProps; column: Column; draft: Draft; first: boolean; onChange: (draft: Draft) => void }

/** Files of a field while they are chosen: picked, dropped or pasted, sent at once, held by the row once it is saved. */
export function FilesControl({ control, column, draft, first, onChange }: Props) {
  const t = useTexts(fileTexts)
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  // What arrives later is added to what is there by then.
  const latest = useRef(draft)
  latest.current = draft
  const change = (to: Partial<Draft>) => {
    latest.current = { ...latest.current, ...to }
    onChange(latest.current)
  }
  const held = () => latest.current.files ?? []
  const files = draft.files ?? []
  const { uploads, add, isFull } = useUploads({
    slug: column.slug ?? '',
    held: files.length,
    onArrived: (file) => change({ files: [...held(), file] }),
    onSending: (sending) => change({ sending }),
  })

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- by key it is the button and the browser's own paste
    <div
      onPaste={(event) => {
        const pasted = [...event.clipboardData.files]
        if (pasted.length === 0) return
        event.preventDefault()
        add(pasted)
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        add([...event.dataTransfer.files])
      }}
      className={cx('grid gap-2 rounded-lg border border-dashed p-2', over ? 'border-accent bg-accent-soft' : 'border-line-2')}
    >
      {(files.length > 0 || uploads.length > 0) && (
        <ul aria-label={t.list} className="grid gap-1">
          {files.map((file) => (
            <HeldFile key={file.id} file={file} onRemove={() => change({ files: held().filter(({ id }) => id !== file.id) })} />
          ))}
          {uploads.map((one) => (
            <OnItsWay key={one.key} upload={one} />
          ))}
        </ul>
      )}
      <input
        ref={input}
        type="file"
        multiple
        aria-label={t.add}
        className="hidden"
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])]
          event.target.value = ''
          add(chosen)
        }}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          size="small"
          icon={<PlusIcon />}
          {...(first ? { 'data-autofocus': true } : {})}
          id={control.id}
          aria-label={`${t.add}: ${column.name}`}
          aria-describedby={control['aria-describedby']}
          denied={isFull ? t.full(ITEM_FILES_MAX) : undefined}
          onClick={() => input.current?.click()}
        >
          {t.add}
        </Button>
        <span className="text-xs text-ink-3">{t.hint(ITEM_FILES_MAX, writeSize(ITEM_FILE_MAX_BYTES))}</span>
      </div>
    </div>
  )
}

function HeldFile({ file: { name, size }, onRemove }: { file: ItemFile; onRemove: () => void }) {
  const t = useTexts(fileTexts)
  const Icon = typeIcons.attachment
  return (
    <li className="flex min-w-0 items-center gap-2 rounded-md bg-sunken py-0.5 pr-0.5 pl-2">
      <Icon size={14} className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="shrink-0 text-xs text-ink-3 tabular-nums">{writeSize(size)}</span>
      <IconButton icon={XIcon} size="small" label={t.remove(name)} onClick={onRemove} />
    </li>
  )
}

function OnItsWay({ upload: { name, part, failed, stop } }: { upload: Upload }) {
  const t = useTexts(fileTexts)
  return (
    <li className="flex min-w-0 items-center gap-2 rounded-md bg-sunken py-0.5 pr-0.5 pl-2">
      {failed === null ? (
        <span className="grid min-w-0 flex-1 gap-1 py-1">
          <span className="truncate text-sm text-ink-2">{t.sending(name)}</span>
          <progress aria-label={t.sending(name)} max={1} value={part} className="h-1.5 w-full accent-accent" />
        </span>
      ) : (
        <span role="alert" className="min-w-0 flex-1 py-1 text-sm wrap-anywhere text-danger">
          {failed}
        </span>
      )}
      <IconButton icon={XIcon} size="small" label={failed === null ? t.stop(name) : t.dismiss(name)} onClick={stop} />
    </li>
  )
}
