import { useId } from 'react'
import { ConfirmCode } from '#shared/auth.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { CopyField } from '../ui/CopyField.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { QrCode } from './QrCode.tsx'
import { confirmSecondFactor } from './queries.ts'
import { settingsTexts } from './texts.ts'

export type SecondFactorSetupProps = { secret: string; uri: string; onDone: (recoveryCodes: string[]) => void; onClose: () => void }

/** Read off more easily in fours. Authenticators take it with the spaces. */
const inFours = (secret: string) => secret.match(/.{1,4}/g)?.join(' ') ?? secret

/** The code to scan, the same to type, and a field that shows that the authenticator has it. */
export function SecondFactorSetup({ secret, uri, onDone, onClose }: SecondFactorSetupProps) {
  const t = useTexts(settingsTexts).secondFactor
  const ui = useTexts(uiTexts)
  const id = useId()
  const form = useForm({
    schema: ConfirmCode,
    start: { code: '' },
    read: ({ code }) => ({ code: code.replaceAll(/\s/g, '') }),
    places: { SECOND_FACTOR_WRONG: 'code' },
    send: async ({ code }) => onDone(await confirmSecondFactor(code)),
  })
  return (
    <Dialog
      title={t.begin}
      keep
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {t.confirm}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-5">
        <div className="grid gap-3">
          <p className="text-ink-2">{t.scan}</p>
          <QrCode text={uri} label={t.qr} />
          <CopyField label={t.typed} value={inFours(secret)} />
        </div>
        <Field label={t.code} hint={t.codeHint} error={form.errors.code || undefined}>
          {(control) => (
            <TextInput
              {...control}
              {...form.field('code')}
              data-autofocus
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={10}
              className="max-w-40 font-mono tracking-widest"
            />
          )}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
