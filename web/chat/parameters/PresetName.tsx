import type { QueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type ChatSettings, CreatePreset, type Preset } from '#shared/chat-settings.ts'
import type { ChatModel } from '#shared/models.ts'
import { newKey } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, TextInput } from '../../ui/Field.tsx'
import { SubmitButton } from '../../ui/SubmitButton.tsx'
import { toast } from '../../ui/Toast.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { useForm } from '../../ui/useForm.ts'
import { createPreset, updatePreset } from './queries.ts'
import { parameterTexts } from './texts.ts'

type Props = {
  client: QueryClient
  /** The one to rename; null for a new one. */
  preset: Preset | null
  settings: ChatSettings
  model: ChatModel | undefined
  onSaved: (preset: Preset) => void
  onClose: () => void
}

export function PresetName({ client, preset, settings, model, onSaved, onClose }: Props) {
  const t = useTexts(parameterTexts)
  const { cancel } = useTexts(uiTexts)
  const formId = useId()
  const [key] = useState(newKey)
  const [withModel, setWithModel] = useState(false)
  const { errors, busy, wait, field, form } = useForm({
    schema: CreatePreset,
    start: { name: preset?.name ?? '' },
    read: ({ name }) => ({ name, ...(preset ? {} : { ...settings, model: withModel && model ? model.id : null }) }),
    places: { PRESET_NAME_TAKEN: 'name' },
    send: async (wanted) => {
      if (preset) await updatePreset(client, preset.id, { name: wanted.name })
      else onSaved(await createPreset(client, wanted, key))
      toast({ text: t.presets.saved(wanted.name.trim()) })
      onClose()
    },
  })
  return (
    <Dialog
      title={preset ? t.presets.renameTitle : t.presets.nameTitle}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <SubmitButton of={{ busy, wait }} form={formId}>
            {t.save}
          </SubmitButton>
        </>
      }
    >
      <form {...form} id={formId} className="grid gap-3">
        <Field label={t.presets.name} error={errors.name}>
          {(control) => <TextInput {...control} {...field('name')} data-autofocus maxLength={60} autoComplete="off" />}
        </Field>
        {!preset && model && (
          <label className="flex items-start gap-2 text-sm text-ink-2">
            <input type="checkbox" className="mt-0.5 size-4 shrink-0" checked={withModel} onChange={(event) => setWithModel(event.target.checked)} />
            {t.presets.withModel(model.name)}
          </label>
        )}
        <p role="alert" className="text-sm text-danger empty:hidden">
          {errors.form}
        </p>
      </form>
    </Dialog>
  )
}
