import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type ChatSettings, type Preset, SetChatSettings } from '#shared/chat-settings.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Field, TextArea } from '../../ui/Field.tsx'
import { ListToBe } from '../../ui/ListToBe.tsx'
import { SubmitButton } from '../../ui/SubmitButton.tsx'
import { toast } from '../../ui/Toast.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { useForm } from '../../ui/useForm.ts'
import { EffortField } from './EffortField.tsx'
import { type FormValues, fromForm, takes, toForm } from './formValues.ts'
import { NumberField } from './NumberField.tsx'
import { Presets } from './Presets.tsx'
import type { SettingsProps } from './SettingsButton.tsx'
import { parameterTexts } from './texts.ts'

export function SettingsDialog({ onClose, ...props }: SettingsProps) {
  const t = useTexts(parameterTexts)
  const { settings, failed, retry } = props.of
  if (settings) return <Form {...props} start={settings} onClose={onClose} />
  return (
    <Dialog title={t.title} placement="side" onClose={onClose}>
      {failed ? <ErrorState title={t.title} text={t.loadFailed} onRetry={retry} /> : <ListToBe />}
    </Dialog>
  )
}

const nothing: FormValues = toForm({})

function Form({ of, model, models, onModel, start, onClose }: SettingsProps & { start: ChatSettings }) {
  const t = useTexts(parameterTexts)
  const { cancel } = useTexts(uiTexts)
  const client = useQueryClient()
  const [preset, setPreset] = useState<Preset | null>(null)
  const formId = useId()
  const { values, errors, busy, wait, dirty, set, reset, form } = useForm({
    schema: SetChatSettings,
    start: toForm(start),
    read: fromForm,
    send: async (settings) => {
      await of.save(settings)
      if (preset?.model && models.some(({ id }) => id === preset.model)) onModel(preset.model)
      toast({ text: t.saved })
      onClose()
    },
  })
  const shown = preset?.model ? (models.find(({ id }) => id === preset.model) ?? model) : model
  const name = shown?.name ?? ''
  const reason = (parameter: 'temperature' | 'top_p' | 'max_tokens') => (takes(shown, parameter) ? undefined : t.unsupported(name))

  return (
    <Dialog
      title={t.title}
      placement="side"
      keep={dirty}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" className="mr-auto" onClick={() => reset(nothing)}>
            {t.reset}
          </Button>
          <Button onClick={onClose}>{cancel}</Button>
          <SubmitButton of={{ busy, wait }} form={formId}>
            {t.save}
          </SubmitButton>
        </>
      }
    >
      <div className="mb-4 grid gap-4">
        <p className="text-sm text-ink-2">{t.about}</p>
        {/* Beside the form: it has one of its own. */}
        <Presets
          chosen={preset}
          values={values}
          model={shown}
          onApply={(next) => {
            setPreset(next)
            reset(toForm(next.settings))
          }}
          onGone={() => setPreset(null)}
          onError={(error) => toast({ tone: 'failed', text: `${t.presets.notChanged}: ${errorMessage(error)}` })}
          client={client}
        />
      </div>
      <form {...form} id={formId} className="grid gap-4">
        <Field label={t.instructions} hint={t.instructionsHint} error={errors.system_prompt || undefined}>
          {(control) => (
            <TextArea
              {...control}
              name="system_prompt"
              rows={5}
              value={values.system_prompt}
              placeholder={t.instructionsPlaceholder}
              onChange={(event) => set('system_prompt', event.target.value)}
            />
          )}
        </Field>
        <EffortField
          model={shown}
          value={values.reasoning_effort}
          onChange={(next) => set('reasoning_effort', next)}
          error={errors.reasoning_effort || undefined}
        />
        <NumberField
          label={t.temperature}
          hint={t.temperatureHint}
          name="temperature"
          value={values.temperature}
          onValue={(next) => set('temperature', next)}
          range={[0, 2, 0.1]}
          error={errors.temperature || undefined}
          denied={reason('temperature')}
        />
        <NumberField
          label={t.topP}
          hint={t.topPHint}
          name="top_p"
          value={values.top_p}
          onValue={(next) => set('top_p', next)}
          range={[0, 1, 0.05]}
          error={errors.top_p || undefined}
          denied={reason('top_p')}
        />
        <NumberField
          label={t.maxTokens}
          hint={t.maxTokensHint(shown?.max_output ? String(shown.max_output) : null)}
          name="max_tokens"
          value={values.max_tokens}
          onValue={(next) => set('max_tokens', next)}
          error={errors.max_tokens || undefined}
          denied={reason('max_tokens')}
        />
        <p role="alert" className="text-sm text-danger empty:hidden">
          {errors.form}
        </p>
      </form>
    </Dialog>
  )
}
