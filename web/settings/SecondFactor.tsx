import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Me } from '#shared/me.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/Toast.tsx'
import { ConfirmPassword } from './ConfirmPassword.tsx'
import { Part, PartBody } from './Part.tsx'
import { beginSecondFactor, disableSecondFactor, refreshMe, renewRecoveryCodes } from './queries.ts'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { SecondFactorSetup } from './SecondFactorSetup.tsx'
import { settingsTexts } from './texts.ts'

/** What is asked or shown at the moment; one leads to the next. */
type Step = { at: 'begin' | 'disable' | 'renew' } | { at: 'scan'; secret: string; uri: string } | { at: 'codes'; codes: string[]; title: string }

export function SecondFactor({ me }: { me: Me }) {
  const t = useTexts(settingsTexts).secondFactor
  const queries = useQueryClient()
  const [step, setStep] = useState<Step | null>(null)
  const close = () => setStep(null)
  const on = me.user.second_factor

  return (
    <Part title={t.title} text={t.text} side={<Badge tone={on ? 'accent' : 'plain'}>{on ? t.on : t.off}</Badge>}>
      <PartBody>
        {on ? (
          <div className="grid gap-3">
            <p className="text-ink-2">{t.onText}</p>
            <div className="flex flex-wrap gap-2">
              <Button onClick={() => setStep({ at: 'renew' })}>{t.renew}</Button>
              <Button tone="danger" onClick={() => setStep({ at: 'disable' })}>
                {t.disable}
              </Button>
            </div>
          </div>
        ) : me.has_password ? (
          <Button tone="primary" onClick={() => setStep({ at: 'begin' })}>
            {t.begin}
          </Button>
        ) : (
          <p className="text-ink-2">{t.company}</p>
        )}
      </PartBody>

      {step?.at === 'begin' && (
        <ConfirmPassword
          title={t.begin}
          text={t.beginText}
          confirm={t.go}
          onClose={close}
          onConfirm={async (password) => setStep({ at: 'scan', ...(await beginSecondFactor(password)) })}
        />
      )}
      {step?.at === 'scan' && (
        <SecondFactorSetup
          secret={step.secret}
          uri={step.uri}
          onClose={close}
          onDone={(codes) => {
            setStep({ at: 'codes', codes, title: t.codes.first })
            void refreshMe(queries)
          }}
        />
      )}
      {step?.at === 'renew' && (
        <ConfirmPassword
          title={t.renew}
          text={t.renewText}
          confirm={t.renewDo}
          onClose={close}
          onConfirm={async (password) => setStep({ at: 'codes', codes: await renewRecoveryCodes(password), title: t.codes.title })}
        />
      )}
      {step?.at === 'codes' && <RecoveryCodes title={step.title} codes={step.codes} onClose={close} />}
      {step?.at === 'disable' && (
        <ConfirmPassword
          danger
          title={t.disableAsk}
          text={t.disableText}
          confirm={t.disable}
          onClose={close}
          onConfirm={async (password) => {
            await disableSecondFactor(password)
            await refreshMe(queries)
            toast({ text: textsNow(settingsTexts).secondFactor.disabled })
            close()
          }}
        />
      )}
    </Part>
  )
}
