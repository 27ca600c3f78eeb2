import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type ChatModel, ModelPolicy } from '#shared/models.ts'
import { ApiError, errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Field, TextInput } from '../../ui/Field.tsx'
import { ListToBe } from '../../ui/ListToBe.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { Select } from '../../ui/Select.tsx'
import { toast } from '../../ui/Toast.tsx'
import { Part, PartBody } from '../Part.tsx'
import { policyQuery, setPolicy } from './queries.ts'
import { modelSettingsTexts } from './texts.ts'

/** Which models the workspace may ask, and which answers where nobody chose. */
export function Models() {
  const t = useTexts(modelSettingsTexts).list
  const { number } = useFormats()
  const query = useQuery(policyQuery)
  const { data } = query
  return (
    <Part title={t.title} text={data && data.bounds.length > 0 ? `${t.text} ${t.bounded(number(data.bounds.length))}` : t.text}>
      {data ? <Policy policy={data} /> : query.isError ? <QueryFailed query={query} /> : <ListToBe />}
    </Part>
  )
}

/** @property version what it is made of */
type Edit = { limited: boolean; allowed: ReadonlySet<string>; standard: string; version: number }
const editOf = ({ allowed, default_model, version }: ModelPolicy): Edit => ({
  limited: allowed.length > 0,
  allowed: new Set(allowed),
  standard: default_model ?? '',
  version,
})

const toggled = (before: ReadonlySet<string>, id: string, on: boolean) => new Set(on ? [...before, id] : [...before].filter((each) => each !== id))

function Policy({ policy }: { policy: ModelPolicy }) {
  const t = useTexts(modelSettingsTexts).list
  const queries = useQueryClient()
  const [edit, setEdit] = useState<Edit>()
  const [conflict, setConflict] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  // What somebody else saved meanwhile is shown at once where nothing was edited here; else it is met when that is saved.
  const now = edit ?? editOf(policy)
  const { limited, allowed, standard } = now
  const name = useId()
  const choice = limited ? policy.models.filter(({ id }) => allowed.has(id)) : policy.models
  const kept = choice.some(({ id }) => id === standard) ? standard : ''

  const save = async () => {
    if (limited && allowed.size === 0) return setError(t.chooseOne)
    setBusy(true)
    setError('')
    try {
      await setPolicy(queries, { allowed: limited ? choice.map(({ id }) => id) : [], default_model: kept || null }, now.version)
      setConflict(false)
      setEdit(undefined)
      toast({ text: t.saved })
    } catch (thrown) {
      const current = thrown instanceof ApiError && thrown.code === 'PRECONDITION_FAILED' ? ModelPolicy.safeParse(thrown.current).data : undefined
      if (current) {
        // What was chosen here would undo it.
        queries.setQueryData(policyQuery.queryKey, current)
        setConflict(true)
        setEdit(undefined)
      } else setError(errorMessage(thrown))
    }
    setBusy(false)
  }
  const change = (part: Partial<Edit>) => {
    setError('')
    setEdit({ ...now, ...part })
  }

  return (
    <PartBody>
      <div className="grid gap-4">
        {conflict && (
          <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
            {t.changed}
          </p>
        )}
        <fieldset className="grid gap-2 pointer-coarse:gap-0">
          <legend className="mb-1 text-sm font-medium text-ink-2">{t.which}</legend>
          {([false, true] as const).map((value) => (
            <label key={String(value)} className="flex items-center gap-2 pointer-coarse:min-h-11">
              <input type="radio" name={name} checked={limited === value} onChange={() => change({ limited: value })} className="size-4 shrink-0" />
              {value ? t.some : t.all}
            </label>
          ))}
        </fieldset>
        {limited && <Choices models={policy.models} allowed={allowed} onChange={(id, on) => change({ allowed: toggled(allowed, id, on) })} />}
        <Field label={t.default} hint={t.defaultHint}>
          {(control) => (
            <Select
              {...control}
              value={kept}
              onChange={(value) => change({ standard: value })}
              className="w-full sm:max-w-md"
              options={[{ value: '', label: t.configured(policy.configured_default) }, ...choice.map((model) => ({ value: model.id, label: model.name }))]}
            />
          )}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {error}
        </p>
        <Button tone="primary" busy={busy} onClick={() => void save()} className="justify-self-start">
          {t.save}
        </Button>
      </div>
    </PartBody>
  )
}

function Choices({ models, allowed, onChange }: { models: ChatModel[]; allowed: ReadonlySet<string>; onChange: (id: string, on: boolean) => void }) {
  const t = useTexts(modelSettingsTexts).list
  const { number } = useFormats()
  const [query, setQuery] = useState('')
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = models.filter(({ id, name }) => words.every((word) => `${name} ${id}`.toLowerCase().includes(word)))
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <TextInput
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          autoComplete="off"
          className="sm:max-w-64"
        />
        <p className="text-sm text-ink-3">{t.chosen(number(models.filter(({ id }) => allowed.has(id)).length), number(models.length))}</p>
      </div>
      <ul aria-label={t.title} className="relative h-96 max-h-[55dvh] divide-y divide-line overflow-y-auto rounded-lg border border-line">
        {found.map((model) => (
          // What is far from the window is not laid out: hundreds of rows stay smooth, and each can be found by the browser's own search.
          <li key={model.id} className="[contain-intrinsic-size:auto_3.25rem] [content-visibility:auto]">
            <label className="flex cursor-pointer items-center gap-3 px-3.5 py-2 hover:bg-hover">
              <input
                type="checkbox"
                checked={allowed.has(model.id)}
                onChange={(event) => onChange(model.id, event.target.checked)}
                className="size-4 shrink-0"
              />
              <span className="min-w-0 flex-1 truncate">
                {model.name}
                <span className="block truncate text-xs text-ink-3 max-sm:whitespace-normal">
                  {model.id}
                  <Price model={model} />
                </span>
              </span>
            </label>
          </li>
        ))}
        {found.length === 0 && <li className="px-3 py-8 text-center text-ink-3">{models.length === 0 ? t.empty : t.none}</li>}
      </ul>
    </div>
  )
}

function Price({ model }: { model: ChatModel }) {
  const t = useTexts(modelSettingsTexts).list
  const { number } = useFormats()
  const { prompt_price: input, completion_price: output } = model
  if (input === null || output === null) return null
  return (
    <>
      <span className="max-sm:hidden"> · </span>
      <span className="max-sm:block">{input === 0 && output === 0 ? t.free : t.price(number(input), number(output))}</span>
    </>
  )
}
