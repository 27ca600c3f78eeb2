import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { type NewWebhook, type Webhook, type WebhookEvent, webhookEvents } from '#shared/webhooks.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { collectionsQuery } from '../../records/collections.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, TextInput } from '../../ui/Field.tsx'
import { SubmitButton } from '../../ui/SubmitButton.tsx'
import { toast } from '../../ui/Toast.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { useForm } from '../../ui/useForm.ts'
import { createWebhook, refreshWebhooks, updateWebhook, WebhookForm } from './queries.ts'
import { webhookTexts } from './texts.ts'

const usual: WebhookEvent[] = [...webhookEvents]

/** A new webhook, or one to change. */
export function WebhookDialog({ webhook, onMade, onClose }: { webhook?: Webhook; onMade?: (made: NewWebhook) => void; onClose: () => void }) {
  const t = useTexts(webhookTexts)
  const ui = useTexts(uiTexts)
  const id = useId()
  const queries = useQueryClient()
  const collections = useQuery(collectionsQuery()).data ?? []
  const form = useForm({
    schema: WebhookForm,
    start: {
      name: webhook?.name ?? '',
      url: webhook?.url ?? '',
      events: webhook?.events ?? usual,
      some: webhook !== undefined && webhook.collections !== null,
      collections: webhook?.collections ?? nothing,
    },
    read: ({ name, url, events, some, collections: chosen }) => ({ name: name.trim(), url: url.trim(), events, collections: some ? chosen : null }),
    send: async (sent) => {
      if (webhook) {
        await updateWebhook(webhook, sent)
        toast({ text: textsNow(webhookTexts).saved(sent.name) })
        onClose()
      } else onMade?.(await createWebhook(sent))
      await refreshWebhooks(queries)
    },
  })
  const { events, some, collections: chosen } = form.values
  const toggle = <T,>(list: readonly T[], one: T, on: boolean) => (on ? [...list, one] : list.filter((each) => each !== one))
  return (
    <Dialog
      title={webhook ? t.edit : t.create}
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {webhook ? t.save : t.createDo}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid grid-cols-1 gap-4">
        <Field label={t.name} error={form.errors.name || undefined}>
          {(control) => <TextInput {...control} {...form.field('name')} data-autofocus autoComplete="off" placeholder={t.namePlaceholder} />}
        </Field>
        <Field label={t.url} hint={t.urlHint} error={form.errors.url || undefined}>
          {(control) => (
            <TextInput
              {...control}
              {...form.field('url')}
              inputMode="url"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="https://example.com/hooks"
              className="font-mono"
            />
          )}
        </Field>
        <Group label={t.events} error={form.errors.events ? t.noEvent : ''}>
          <div className="flex flex-wrap gap-x-5 gap-y-1">
            {webhookEvents.map((event) => (
              <Box key={event} name="events" checked={events.includes(event)} onChange={(on) => form.set('events', toggle(events, event, on))}>
                {t.eventNames[event]}
              </Box>
            ))}
          </div>
        </Group>
        <Group label={t.collections} error={form.errors.collections ? t.noCollection : ''}>
          <Box kind="radio" name="some" checked={!some} onChange={() => form.set('some', false)}>
            {t.all}
          </Box>
          <Box kind="radio" name="some" checked={some} onChange={() => form.set('some', true)}>
            {t.some}
          </Box>
          {some && (
            <div className="mt-1 grid max-h-48 gap-1 overflow-y-auto rounded-lg border border-line-2 px-3 py-2">
              {collections.map(({ slug, name }) => (
                <Box key={slug} name="collections" checked={chosen.includes(slug)} onChange={(on) => form.set('collections', toggle(chosen, slug, on))}>
                  {name}
                </Box>
              ))}
            </div>
          )}
        </Group>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
const nothing: string[] = []

function Group({ label, error, children }: { label: string; error: string; children: ReactNode }) {
  const id = useId()
  return (
    <fieldset className="grid grid-cols-1 gap-1" aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-sm font-medium text-ink-2">{label}</legend>
      {children}
      <p id={id} aria-live="polite" className="text-sm text-danger empty:hidden">
        {error}
      </p>
    </fieldset>
  )
}

type BoxProps = { kind?: 'checkbox' | 'radio'; name: string; checked: boolean; onChange: (on: boolean) => void; children: ReactNode }

const Box = ({ kind = 'checkbox', name, checked, onChange, children }: BoxProps) => (
  <label className="flex min-h-7 cursor-pointer items-center gap-2 pointer-coarse:min-h-11">
    <input type={kind} name={name} checked={checked} onChange={(event) => onChange(event.target.checked)} className="size-4 shrink-0 pointer-coarse:size-5" />
    <span className="min-w-0 wrap-anywhere">{children}</span>
  </label>
)
