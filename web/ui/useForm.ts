import { type ChangeEvent, type FormEvent, useRef, useState } from 'react'
import type { z } from 'zod'
import { ApiError, errorMessage } from '../api.ts'
import { useLanguage } from '../i18n/language.ts'
import { useTexts } from '../i18n/texts.ts'
import { fieldErrors } from '../i18n/validation.ts'
import { uiTexts } from './texts.ts'
import { useWait } from './useWait.ts'

export type FormOptions<Values, Sent> = {
  /** What the server takes: it is checked here by the same rules. */
  schema: z.ZodType<Sent>
  start: Values
  /** What is sent of what was filled in; without it, that itself. */
  read?: (values: Values) => unknown
  send: (sent: Sent) => Promise<unknown>
  /** Error code → the field that it is about. Others are shown below the form. */
  places?: Record<string, keyof Values & string>
}

/** The values of a form, its complaints field by field (`form` for those about the whole), and its sending, with a pause where the server wants one. */
export function useForm<Values extends Record<string, unknown>, Sent>({ schema, start, read, send, places = {} }: FormOptions<Values, Sent>) {
  const language = useLanguage()
  const t = useTexts(uiTexts)
  const wait = useWait()
  const ref = useRef<HTMLFormElement>(null)
  const [values, setValues] = useState(start)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)

  const assign = (name: string, value: unknown) => {
    setValues((before) => ({ ...before, [name]: value }))
    setErrors((before) => ({ ...before, [name]: '', form: '' }))
  }

  const fail = (next: Record<string, string>) => {
    setErrors(next)
    const first = [...(ref.current?.elements ?? [])].find((element) => next[element.getAttribute('name') ?? ''])
    if (first instanceof HTMLElement) first.focus()
  }

  const submit = async () => {
    // Enter sends a form whose button is disabled, too.
    if (busy || wait.left > 0) return
    const parsed = schema.safeParse(read ? read(values) : values)
    if (!parsed.success) return fail(fieldErrors(parsed.error, language))
    setBusy(true)
    setErrors({})
    try {
      await wait.attempt(() => send(parsed.data))
    } catch (error) {
      fail(complaints(error, places, Object.keys(values)))
    } finally {
      setBusy(false)
    }
  }

  return {
    values,
    errors: wait.left > 0 ? { ...errors, form: t.tryAgainIn(wait.asked) } : errors,
    busy,
    /** Seconds until the next attempt is worth making. */
    wait: wait.left,
    dirty: Object.keys(values).some((name) => values[name] !== start[name]),
    set: <Name extends keyof Values & string>(name: Name, value: Values[Name]) => assign(name, value),
    submit,
    reset: (to: Values = start) => {
      setValues(to)
      setErrors({})
    },
    /** For a text field: its name, its value and what changes it. */
    field: (name: keyof Values & string) => ({
      name,
      value: String(values[name] ?? ''),
      onChange: (event: ChangeEvent<HTMLInputElement>) => assign(name, event.target.value),
    }),
    form: {
      ref,
      noValidate: true,
      onSubmit: (event: FormEvent) => {
        event.preventDefault()
        void submit()
      },
    },
  }
}

function complaints(error: unknown, places: Record<string, string>, fields: string[]): Record<string, string> {
  if (!(error instanceof ApiError)) return { form: errorMessage(error) }
  if (error.code === 'RATE_LIMITED') return {}
  const place = places[error.code]
  if (place) return { [place]: error.message }
  const about = (path: string) => error.details.find((detail) => detail.path === path)?.message
  const told = fields.flatMap((field) => (about(field) ? [[field, about(field)]] : []))
  if (told.length > 0) return Object.fromEntries(told)
  return { form: errorMessage(error) }
}
