import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { SetLimits } from '#shared/usage.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { toast } from '../ui/Toast.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { refreshBudgets } from './queries.ts'
import { usageTexts } from './texts.ts'

type Props = {
  title: string
  text?: string
  /** Whom it is for, where that is to be chosen. */
  children?: ReactNode
  start: SetLimits
  saved: string
  save: (limits: SetLimits) => Promise<unknown>
  onClose: () => void
}

const amountOf = (text: string) => text.trim().replace(',', '.') || null

/** What may be spent in a day and in a month. */
export function LimitsDialog({ title, text, children, start, saved, save, onClose }: Props) {
  const t = useTexts(usageTexts)
  const ui = useTexts(uiTexts)
  const queries = useQueryClient()
  const id = useId()
  const form = useForm({
    schema: SetLimits,
    start: { day: start.day ?? '', month: start.month ?? '' },
    read: ({ day, month }) => ({ day: amountOf(day), month: amountOf(month) }),
    send: async (limits) => {
      await save(limits)
      await refreshBudgets(queries)
      toast({ text: saved })
      onClose()
    },
  })
  const error = (name: 'day' | 'month') => (form.errors[name] ? t.budgets.invalid : undefined)
  return (
    <Dialog
      title={title}
      width="narrow"
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {t.budgets.save}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        {text && <p className="text-sm text-ink-2">{text}</p>}
        {children}
        <Field label={t.budgets.day} hint={t.budgets.hint} error={error('day')}>
          {(control) => <TextInput {...control} {...form.field('day')} inputMode="decimal" autoComplete="off" data-autofocus />}
        </Field>
        <Field label={t.budgets.month} error={error('month')}>
          {(control) => <TextInput {...control} {...form.field('month')} inputMode="decimal" autoComplete="off" />}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
