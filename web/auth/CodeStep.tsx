import { useState } from 'react'
import { z } from 'zod'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { useForm } from '../ui/useForm.ts'
import { Card, FormError } from './Card.tsx'
import type { Credentials } from './LoginPage.tsx'
import { logIn } from './queries.ts'
import { authTexts } from './texts.ts'
import { useFirstFocus } from './useFirstFocus.ts'

const CODE_DIGITS = 6
const RECOVERY_MAX = 40
const schemas = {
  code: z.strictObject({ code: z.string().min(CODE_DIGITS).max(CODE_DIGITS) }),
  recovery: z.strictObject({ code: z.string().min(CODE_DIGITS).max(RECOVERY_MAX) }),
}

/** The second factor: the code of an authenticator, or one of the codes kept for when it is lost. */
export function CodeStep({ credentials, onDone, onBack }: { credentials: Credentials; onDone: () => Promise<void>; onBack: () => void }) {
  const t = useTexts(authTexts)
  const [kind, setKind] = useState<'code' | 'recovery'>('code')
  const focus = useFirstFocus<HTMLInputElement>()
  const form = useForm({
    schema: schemas[kind],
    start: { code: '' },
    // Authenticators show their codes in two groups, and people copy what they see.
    read: ({ code }) => ({ code: code.replaceAll(/\s/g, '') }),
    places: { SECOND_FACTOR_WRONG: 'code' },
    send: async ({ code }) => {
      await logIn({ ...credentials, code })
      await onDone()
    },
  })
  const recovering = kind === 'recovery'
  return (
    <Card title={t.code.title} text={recovering ? t.code.recoveryText : t.code.text}>
      <form {...form.form} className="grid gap-4">
        <Field label={recovering ? t.code.recovery : t.code.label} error={form.errors.code || undefined}>
          {(control) => (
            <TextInput
              {...control}
              {...form.field('code')}
              key={kind}
              ref={focus}
              inputMode={recovering ? 'text' : 'numeric'}
              autoComplete={recovering ? 'off' : 'one-time-code'}
              autoCapitalize="none"
              spellCheck={false}
              maxLength={RECOVERY_MAX}
              className="font-mono tracking-widest"
            />
          )}
        </Field>
        <FormError>{form.errors.form}</FormError>
        <SubmitButton of={form} className="w-full">
          {t.code.submit}
        </SubmitButton>
      </form>
      <div className="flex flex-wrap justify-between gap-2">
        <Button tone="quiet" size="small" className="-ml-2.5" onClick={onBack}>
          {t.code.back}
        </Button>
        <Button
          tone="quiet"
          size="small"
          className="-mr-2.5"
          onClick={() => {
            setKind(recovering ? 'code' : 'recovery')
            form.reset()
            setTimeout(() => focus.current?.focus())
          }}
        >
          {recovering ? t.code.useCode : t.code.useRecovery}
        </Button>
      </div>
    </Card>
  )
}
