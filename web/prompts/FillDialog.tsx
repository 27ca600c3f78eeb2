import { type SubmitEvent, useId, useState } from 'react'
import type { Prompt, PromptVariable } from '#shared/prompts.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { type ControlProps, Field, TextArea, TextInput } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { uiTexts } from '../ui/texts.ts'
import { promptTexts } from './texts.ts'
import { fits, startOf } from './values.ts'

/** The blanks of a prompt as a form. */
export function FillDialog({ prompt, onFill, onClose }: { prompt: Prompt; onFill: (values: Record<string, string>) => void; onClose: () => void }) {
  const t = useTexts(promptTexts)
  const ui = useTexts(uiTexts)
  const id = useId()
  const [values, setValues] = useState(() => startOf(prompt.variables, new Date()))
  const ready = prompt.variables.every((variable) => fits(variable, values[variable.name] ?? ''))
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (ready) onFill(values)
  }
  return (
    <Dialog
      title={t.fill(prompt.name)}
      keep
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button tone="primary" submit form={id} denied={ready ? undefined : t.fillAll}>
            {t.insert}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="grid gap-4">
        {prompt.description && <p className="text-ink-2">{prompt.description}</p>}
        {prompt.variables.map((variable, at) => (
          <Field key={variable.name} label={variable.name}>
            {(control) => (
              <Input
                variable={variable}
                control={control}
                first={at === 0}
                value={values[variable.name] ?? ''}
                onChange={(value) => setValues((before) => ({ ...before, [variable.name]: value }))}
              />
            )}
          </Field>
        ))}
      </form>
    </Dialog>
  )
}

type InputProps = { variable: PromptVariable; control: ControlProps; first: boolean; value: string; onChange: (value: string) => void }

function Input({ variable: { type, options }, control, first, value, onChange }: InputProps) {
  const t = useTexts(promptTexts)
  const focus = first ? { 'data-autofocus': true } : {}
  if (type === 'long_text') return <TextArea {...control} {...focus} rows={4} value={value} onChange={({ target }) => onChange(target.value)} />
  if (type === 'select') {
    const offered = options.map((option) => ({ value: option, label: option }))
    return <Select {...control} {...focus} value={value} onChange={onChange} options={value === '' ? [{ value: '', label: t.choose }, ...offered] : offered} />
  }
  return (
    <TextInput
      {...control}
      {...focus}
      type={type === 'date' ? 'date' : 'text'}
      inputMode={type === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}
