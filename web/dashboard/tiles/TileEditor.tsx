import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { periods } from '#shared/aggregates.ts'
import type { Collection } from '#shared/collections.ts'
import { type ValueType, valueType } from '#shared/formulas.ts'
import { type CreateTile, type Tile, type TileFigure, tileFigures, tileKinds } from '#shared/tiles.ts'
import { ApiError, errorMessage, newKey } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { collectionsQuery } from '../../records/collections.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, TextInput } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { viewsQuery } from './queries.ts'
import { isPeriodic } from './tell.ts'
import { tileTexts } from './texts.ts'

type Props = { tile: Tile | null; onSave: (tile: CreateTile, key: string) => Promise<unknown>; onClose: () => void }

/** Which fields have such a figure. */
function fieldsFor(figure: TileFigure, { fields }: Collection) {
  const of = (...types: ValueType[]) => fields.filter((field) => types.includes(valueType(field)))
  if (figure === 'sum' || figure === 'avg') return of('number', 'currency')
  if (figure === 'min' || figure === 'max') return of('number', 'currency', 'date', 'date_time')
  return figure === 'checked' ? of('checkbox') : fields
}
/** What a chart can name in words. */
const groupable = ({ fields }: Collection) =>
  fields.filter(({ type }) => type !== 'long_text' && type !== 'person' && type !== 'relation' && type !== 'attachment')

/** A tile: of which rows, which figure, and how it is shown. */
export function TileEditor({ tile, onSave, onClose }: Props) {
  const t = useTexts(tileTexts)
  const id = useId()
  const [key] = useState(newKey)
  const [draft, setDraft] = useState<CreateTile>(
    tile ?? { title: '', kind: 'number', collection: 'items', view_id: null, filter: '', figure: 'count', field: null, group: null, by: null, wide: false },
  )
  const [errors, setErrors] = useState<{ title?: string; field?: string; group?: string; form?: string }>({})
  const [busy, setBusy] = useState(false)
  const { data: collections = [] } = useQuery(collectionsQuery())
  const { data: views = [] } = useQuery(viewsQuery(draft.collection))
  const collection = collections.find(({ slug }) => slug === draft.collection)
  const set = (changes: Partial<CreateTile>) => {
    setDraft({ ...draft, ...changes })
    setErrors({})
  }
  const fields = collection ? fieldsFor(draft.figure, collection) : []
  const groups = collection ? groupable(collection) : []
  const periodic = collection !== undefined && isPeriodic(draft.group, collection)

  const save = async () => {
    const title = draft.title.trim() || (collection?.name ?? '')
    if (draft.figure !== 'count' && !draft.field) return setErrors({ field: t.choose })
    if (draft.kind !== 'number' && !draft.group) return setErrors({ group: t.noGroups })
    setBusy(true)
    try {
      const group = draft.kind === 'number' ? null : draft.group
      await onSave({ ...draft, title, field: draft.figure === 'count' ? null : draft.field, group, by: group && periodic ? (draft.by ?? 'month') : null }, key)
      onClose()
    } catch (error) {
      setBusy(false)
      setErrors({ form: error instanceof ApiError ? (error.details[0]?.message ?? errorMessage(error)) : errorMessage(error) })
    }
  }
  const none = { value: '', label: t.none }
  const named = (list: readonly { key: string; name: string }[]) => list.map((one) => ({ value: one.key, label: one.name }))
  return (
    <Dialog
      title={tile ? t.edit : t.add}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button tone="primary" submit form={id} busy={busy}>
            {t.save}
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        className="grid gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={t.name} error={errors.title}>
          {(control) => (
            <TextInput
              {...control}
              data-autofocus
              value={draft.title}
              maxLength={100}
              placeholder={collection?.name}
              onChange={(event) => set({ title: event.target.value })}
            />
          )}
        </Field>
        <Field label={t.kind}>
          {(control) => (
            <Select
              {...control}
              value={draft.kind}
              onChange={(value) => set({ kind: tileKinds.find((one) => one === value) ?? 'number' })}
              options={tileKinds.map((value) => ({ value, label: t.kinds[value] }))}
            />
          )}
        </Field>
        <Field label={t.collection}>
          {(control) => (
            <Select
              {...control}
              value={draft.collection}
              onChange={(value) => set({ collection: value, view_id: null, filter: '', field: null, group: null })}
              options={collections.map(({ slug, name }) => ({ value: slug, label: name }))}
            />
          )}
        </Field>
        <Field label={t.view}>
          {(control) => (
            <Select
              {...control}
              value={draft.view_id ?? ''}
              onChange={(value) => set({ view_id: value || null, filter: '' })}
              options={[{ value: '', label: t.allRows }, ...views.map((view) => ({ value: view.id, label: view.name }))]}
            />
          )}
        </Field>
        {draft.view_id === null && (
          <div className="sm:col-span-2">
            <Field label={t.filter} optional>
              {(control) => (
                <TextInput
                  {...control}
                  className="font-mono text-sm"
                  spellCheck={false}
                  value={draft.filter}
                  onChange={(event) => set({ filter: event.target.value })}
                />
              )}
            </Field>
          </div>
        )}
        <Field label={t.figure}>
          {(control) => (
            <Select
              {...control}
              value={draft.figure}
              onChange={(value) => {
                const figure = tileFigures.find((one) => one === value) ?? 'count'
                const fits = collection && fieldsFor(figure, collection).some((one) => one.key === draft.field)
                set({ figure, field: fits ? draft.field : null })
              }}
              options={tileFigures.map((value) => ({ value, label: t.figures[value] }))}
            />
          )}
        </Field>
        {draft.figure !== 'count' && (
          <Field label={t.field} error={errors.field}>
            {(control) => (
              <Select {...control} value={draft.field ?? ''} onChange={(value) => set({ field: value || null })} options={[none, ...named(fields)]} />
            )}
          </Field>
        )}
        {draft.kind !== 'number' && (
          <Field label={t.group} error={errors.group}>
            {(control) => (
              <Select {...control} value={draft.group ?? ''} onChange={(value) => set({ group: value || null })} options={[none, ...named(groups)]} />
            )}
          </Field>
        )}
        {draft.kind !== 'number' && periodic && (
          <Field label={t.period}>
            {(control) => (
              <Select
                {...control}
                value={draft.by ?? 'month'}
                onChange={(value) => set({ by: periods.find((one) => one === value) ?? 'month' })}
                options={periods.map((value) => ({ value, label: t.by[value] }))}
              />
            )}
          </Field>
        )}
        <span className="flex items-center gap-2 sm:col-span-2 pointer-coarse:min-h-11">
          <Checkbox id={`${id}-wide`} label={t.wide} checked={draft.wide} onChange={(event) => set({ wide: event.target.checked })} />
          <label htmlFor={`${id}-wide`} className="cursor-pointer">
            {t.wide}
          </label>
        </span>
        <p role="alert" className="text-sm text-danger empty:hidden sm:col-span-2">
          {errors.form}
        </p>
      </form>
    </Dialog>
  )
}
