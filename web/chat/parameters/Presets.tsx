import { type QueryClient, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Preset, SetChatSettings } from '#shared/chat-settings.ts'
import type { ChatModel } from '#shared/models.ts'
import { useTexts } from '../../i18n/texts.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { MoreIcon } from '../../ui/icons.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { Select } from '../../ui/Select.tsx'
import { toast } from '../../ui/Toast.tsx'
import { type FormValues, fromForm } from './formValues.ts'
import { PresetName } from './PresetName.tsx'
import { deletePreset, presetsQuery, updatePreset } from './queries.ts'
import { parameterTexts } from './texts.ts'

type Props = {
  client: QueryClient
  /** The one that was applied last in this dialog. */
  chosen: Preset | null
  /** What stands in the form. */
  values: FormValues
  model: ChatModel | undefined
  onApply: (preset: Preset) => void
  onGone: () => void
  onError: (error: unknown) => void
}

/** Settings under a name: applied to the form, made of it, renamed, deleted, and one for new conversations. */
export function Presets({ client, chosen, values, model, onApply, onGone, onError }: Props) {
  const t = useTexts(parameterTexts).presets
  const { data: presets, isError } = useQuery(presetsQuery)
  const [naming, setNaming] = useState<'new' | 'rename' | null>(null)
  const [deleting, setDeleting] = useState(false)
  const current = presets?.find(({ id }) => id === chosen?.id)
  const settings = SetChatSettings.safeParse(fromForm(values)).data

  const change = (preset: Preset, update: Parameters<typeof updatePreset>[2]) => {
    updatePreset(client, preset.id, update).then(() => toast({ text: t.saved(preset.name) }), onError)
  }
  const items: MenuItem[] = [
    { label: t.saveAs, onSelect: () => setNaming('new'), disabled: !settings },
    ...(current
      ? [
          {
            label: t.update(current.name),
            onSelect: () => settings && change(current, { ...settings, model: current.model && model ? model.id : current.model }),
            disabled: !settings,
          },
          { label: t.rename(current.name), onSelect: () => setNaming('rename') },
          {
            label: current.is_default ? t.noDefault(current.name) : t.makeDefault(current.name),
            onSelect: () => change(current, { is_default: !current.is_default }),
          },
          { label: t.delete(current.name), danger: true, onSelect: () => setDeleting(true) },
        ]
      : []),
  ]

  return (
    <>
      <Field label={t.label} hint={current ? t.chosen(current.name) : undefined} error={isError ? t.failed : undefined}>
        {(control) => (
          <div className="flex items-center gap-2">
            <Select
              {...control}
              value={current?.id ?? ''}
              disabled={!presets || presets.length === 0}
              onChange={(id) => {
                const next = presets?.find((preset) => preset.id === id)
                if (next) onApply(next)
              }}
              className="min-w-0 flex-1"
              options={[
                { value: '', label: presets?.length === 0 ? t.none : t.choose, disabled: Boolean(current) },
                ...(presets ?? []).map((preset) => ({ value: preset.id, label: preset.is_default ? t.isDefault(preset.name) : preset.name })),
              ]}
            />
            <Menu label={t.menu} align="end" items={items} trigger={(props) => <IconButton {...props} tone="plain" icon={MoreIcon} label={t.menu} />} />
          </div>
        )}
      </Field>
      {naming && settings && (
        <PresetName
          client={client}
          preset={naming === 'rename' ? (current ?? null) : null}
          settings={settings}
          model={model}
          onSaved={(preset) => naming === 'new' && onApply(preset)}
          onClose={() => setNaming(null)}
        />
      )}
      {deleting && current && (
        <ConfirmDialog
          title={t.deleteTitle(current.name)}
          confirm={t.deleteDo}
          onConfirm={async () => {
            await deletePreset(client, current.id)
            toast({ text: t.deleted(current.name) })
            onGone()
          }}
          onClose={() => setDeleting(false)}
        >
          <p>{t.deleteText}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
