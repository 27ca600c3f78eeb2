import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { z } from 'zod'
import { type OneTimeLink, PersonName, type User } from '#shared/users.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { toast } from '../ui/Toast.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { LinkDialog } from './LinkDialog.tsx'
import { createResetLink, deleteUser, disableSecondFactorOf, endSignInsOf, refreshAccounts, showAccount, updateUser } from './queries.ts'
import { usersTexts } from './texts.ts'

/** What is about to be done to an account. */
export type Asked = { user: User; what: 'rename' | 'reset' | 'sign-ins' | 'second-factor' | 'disable' | 'delete' }

export function AccountDialog({ asked: { user, what }, onClose }: { asked: Asked; onClose: () => void }) {
  const t = useTexts(usersTexts)
  const queries = useQueryClient()
  const [link, setLink] = useState<OneTimeLink | null>(null)
  if (what === 'rename') return <Rename user={user} onClose={onClose} />
  if (link) return <LinkDialog title={t.reset.ready} text={t.reset.readyText(user.name)} link={link} onClose={onClose} />

  const acts: Record<Exclude<Asked['what'], 'rename'>, { title: string; confirm: string; text: ReactNode; run: () => Promise<unknown> }> = {
    reset: { title: t.reset.title, confirm: t.reset.confirm, text: <p>{t.reset.text}</p>, run: async () => setLink(await createResetLink(user.id)) },
    'sign-ins': { title: t.endAll.title, confirm: t.endAll.confirm, text: <p>{t.endAll.text}</p>, run: () => endSignInsOf(user.id) },
    'second-factor': { title: t.factor.title, confirm: t.factor.confirm, text: <p>{t.factor.text}</p>, run: () => disableSecondFactorOf(user.id) },
    disable: { title: t.disabling.title, confirm: t.disable, text: <p>{t.disabling.text}</p>, run: () => updateUser(user.id, { status: 'disabled' }) },
    delete: {
      title: t.deleting.title,
      confirm: t.delete,
      text: (
        <ul className="grid list-disc gap-1.5 pl-5">
          {t.deleting.text.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ),
      run: () => deleteUser(user.id),
    },
  }
  const act = acts[what]
  return (
    <ConfirmDialog
      title={act.title}
      confirm={act.confirm}
      tone={what === 'reset' ? 'primary' : 'danger'}
      onClose={onClose}
      onConfirm={async () => {
        await act.run()
        if (what === 'reset') return 'stay'
        await refreshAccounts(queries)
        toast({ text: textsNow(usersTexts).done[what](user.name) })
      }}
    >
      <p className="font-medium text-ink">
        {user.name} <span className="font-normal text-ink-3">{user.email}</span>
      </p>
      {act.text}
    </ConfirmDialog>
  )
}

const schema = z.strictObject({ name: PersonName })

function Rename({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useTexts(usersTexts)
  const ui = useTexts(uiTexts)
  const queries = useQueryClient()
  const id = useId()
  const form = useForm({
    schema,
    start: { name: user.name },
    read: ({ name }) => ({ name: name.trim() }),
    send: async (change) => {
      const saved = await updateUser(user.id, change)
      showAccount(queries, saved)
      toast({ text: textsNow(usersTexts).saved(saved.name) })
      onClose()
    },
  })
  return (
    <Dialog
      title={t.rename}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id} disabled={!form.dirty}>
            {t.save}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-3">
        <Field label={t.name} error={form.errors.name || undefined}>
          {(control) => <TextInput {...control} {...form.field('name')} data-autofocus autoComplete="off" />}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
