import { type ReactNode, useId, useRef, useState } from 'react'
import type { Collection } from '#shared/collections.ts'
import type { FieldType } from '#shared/fields.ts'
import { ApiError, errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { collectionTexts } from '../texts.ts'
import { FieldEditor } from './FieldEditor.tsx'
import type { FieldDraft } from './fieldForm.ts'

type Props = {
  title: string
  of: { collection: Collection; key?: string }
  start: FieldDraft
  /** What the field may become. */
  types: readonly FieldType[]
  /** What it is called to be done. */
  action: string
  tone?: 'primary' | 'danger'
  /** Below the settings. */
  children?: ReactNode
  onChange?: () => void
  /** @returns what is wrong, by the settings; null where it is done. What it throws is told. */
  send: (draft: FieldDraft) => Promise<Record<string, string> | null>
  onClose: () => void
}

/** A field as it is described, new or to be changed. */
export function FieldDialog({ title, of, start, types, action, tone = 'primary', children, onChange, send, onClose }: Props) {
  const t = useTexts(collectionTexts)
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(start)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)

  const fail = (wrong: Record<string, string>) => {
    setErrors(wrong)
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  const run = async () => {
    if (busy) return
    setBusy(true)
    try {
      const wrong = await send(draft)
      if (wrong) fail(wrong)
      else onClose()
    } catch (error) {
      const details = error instanceof ApiError ? Object.fromEntries(error.details.map(({ path, message }) => [path.split('.')[0] ?? '', message])) : {}
      fail(Object.keys(details).length > 0 ? details : { form: errorMessage(error) })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={title}
      keep={JSON.stringify(draft) !== JSON.stringify(start)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button tone={tone} submit busy={busy} form={id}>
            {action}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={id}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void run()
        }}
      >
        <FieldEditor
          of={of}
          draft={draft}
          errors={errors}
          types={types}
          fixed={start.collection !== ''}
          onChange={(changes) => {
            setDraft({ ...draft, ...changes })
            setErrors({})
            onChange?.()
          }}
        />
        {children}
        <p role="alert" className="text-sm text-danger empty:hidden">
          {errors.form ?? errors['']}
        </p>
      </form>
    </Dialog>
  )
}
