import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { CreatePrompt, PROMPT_CONTENT_MAX, PROMPT_DESCRIPTION_MAX, PROMPT_NAME_MAX, Prompt, type PromptVariable, variablesIn } from '#shared/prompts.ts'
import { ApiError, newKey } from '../api.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { useCan } from '../session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextArea, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { toast } from '../ui/Toast.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { createPrompt, refreshPrompts, updatePrompt } from './queries.ts'
import { promptTexts } from './texts.ts'
import { VariableFields } from './VariableFields.tsx'

const nothing: PromptVariable[] = []

/** A new prompt, or one to change. */
export function PromptDialog({ prompt, onClose }: { prompt?: Prompt; onClose: () => void }) {
  const t = useTexts(promptTexts)
  const ui = useTexts(uiTexts)
  const client = useQueryClient()
  const mayShare = useCan('prompts:share')
  const id = useId()
  const [key] = useState(newKey)
  const [seen, setSeen] = useState(prompt)
  const [conflict, setConflict] = useState(false)
  const form = useForm({
    schema: CreatePrompt,
    start: {
      name: prompt?.name ?? '',
      description: prompt?.description ?? '',
      content: prompt?.content ?? '',
      variables: prompt?.variables ?? nothing,
      shared: prompt?.shared ?? false,
    },
    read: (values) => ({ ...values, name: values.name.trim(), variables: namedIn(values.content, values.variables) }),
    send: async (sent): Promise<void> => {
      try {
        await (seen ? updatePrompt(seen.id, sent, seen.version) : createPrompt(sent, key))
      } catch (error) {
        const current = error instanceof ApiError && error.code === 'PRECONDITION_FAILED' ? Prompt.safeParse(error.current).data : undefined
        if (!current) throw error
        return onChanged(current)
      }
      await refreshPrompts(client)
      toast({ text: textsNow(promptTexts).saved(sent.name) })
      onClose()
    },
  })
  // What somebody else has written takes the place of the form; what was written here would undo it.
  function onChanged(current: Prompt): void {
    const { name, description, content, variables, shared } = current
    setSeen(current)
    setConflict(true)
    form.reset({ name, description, content, variables, shared })
  }
  const { values, errors } = form
  const kept = seen && !seen.mine ? t.onlyOwner : mayShare || values.shared ? undefined : t.mayNotShare
  return (
    <Dialog
      title={seen ? t.edit : t.create}
      width="wide"
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {t.save}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        {conflict && (
          <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
            {t.changed}
          </p>
        )}
        <Field label={t.name} error={errors.name || undefined}>
          {(control) => <TextInput {...control} {...form.field('name')} data-autofocus autoComplete="off" maxLength={PROMPT_NAME_MAX} />}
        </Field>
        <Field label={t.description} optional error={errors.description || undefined}>
          {(control) => <TextInput {...control} {...form.field('description')} autoComplete="off" maxLength={PROMPT_DESCRIPTION_MAX} />}
        </Field>
        <Field label={t.content} hint={t.contentHint} error={errors.content || undefined}>
          {(control) => (
            <TextArea
              {...control}
              name="content"
              rows={8}
              maxLength={PROMPT_CONTENT_MAX}
              value={values.content}
              onChange={({ target }) => form.set('content', target.value)}
              className="font-mono"
            />
          )}
        </Field>
        <VariableFields
          content={values.content}
          variables={values.variables}
          error={errors.variables || undefined}
          onChange={(variables) => form.set('variables', variables)}
        />
        <label className="flex items-start gap-2.5" data-tip={kept}>
          <input
            type="checkbox"
            name="shared"
            checked={values.shared}
            disabled={kept !== undefined}
            onChange={({ target }) => form.set('shared', target.checked)}
            className="mt-0.5 size-4 shrink-0"
          />
          <span>
            {t.shared}
            <span className="block text-sm text-ink-3">{kept ?? t.sharedHint}</span>
          </span>
        </label>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {errors.form}
        </p>
      </form>
    </Dialog>
  )
}

/** Described is what the text has; what was described before it left the text is kept until then. */
const namedIn = (content: string, variables: readonly PromptVariable[]) => variables.filter(({ name }) => variablesIn(content).includes(name))
