import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { AuditEntry } from '#shared/audit.ts'
import { sources } from '#shared/permissions.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { useCan, useMe } from '../session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { XIcon } from '../ui/icons.tsx'
import { useMedia } from '../ui/media.ts'
import { SearchBox } from '../ui/SearchBox.tsx'
import { Select, type SelectOption } from '../ui/Select.tsx'
import { FilterIcon } from './icons.tsx'
import { actionsOf, acts, useNames } from './names.ts'
import { peopleQuery } from './queries.ts'
import { type AuditFilter, type AuditSearch, nothing } from './search.ts'
import { auditTexts } from './texts.ts'

/** As many characters as the API takes. */
const MAX_SEARCH = 200
/** Where all filters have room beside each other. */
const SPACIOUS = '(min-width: 1024px)'

export type FiltersProps = { search: AuditSearch; change: (changes: Partial<AuditSearch>) => void; busy: boolean; entries: AuditEntry[] }

/** All at once where there is room, else behind a button. What is set can be taken away again one by one. */
export function Filters({ search, change, busy, entries }: FiltersProps) {
  const t = useTexts(auditTexts)
  const spacious = useMedia(SPACIOUS)
  const [open, setOpen] = useState(false)
  const set = useSetFilters(search, entries)
  const clear = () => change({ ...nothing, q: search.q })
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          q={search.q}
          label={t.search}
          placeholder={t.searchShort}
          maxLength={MAX_SEARCH}
          busy={busy}
          onSearch={(q) => change({ q })}
          className="min-w-40 flex-1"
        />
        {spacious ? (
          <Controls search={search} change={change} entries={entries} row />
        ) : (
          <Button icon={<FilterIcon />} onClick={() => setOpen(true)}>
            {t.filters}
            {set.length > 0 && <span className="grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1 text-xs text-on-accent">{set.length}</span>}
          </Button>
        )}
      </div>
      {set.length > 0 && (
        <ul aria-label={t.filters} className="flex flex-wrap gap-1.5">
          {set.map(({ filter, label }) => (
            <li key={filter}>
              <button
                type="button"
                aria-label={t.remove(label)}
                onClick={() => change(filter === 'target' ? { type: '', target: '' } : { [filter]: '' })}
                className="flex max-w-72 items-center gap-1.5 rounded-full bg-accent-soft py-0.5 pr-2 pl-2.5 text-sm text-accent-2 hover:bg-hover pointer-coarse:py-3"
              >
                <span className="truncate">{label}</span>
                <XIcon size={12} className="shrink-0" />
              </button>
            </li>
          ))}
          <li>
            <Button size="small" tone="quiet" className="h-6" onClick={clear}>
              {t.clear}
            </Button>
          </li>
        </ul>
      )}
      {open && (
        <Dialog
          title={t.filters}
          placement="side"
          onClose={() => setOpen(false)}
          footer={
            <>
              {set.length > 0 && (
                <Button tone="quiet" className="mr-auto" onClick={clear}>
                  {t.clear}
                </Button>
              )}
              <Button tone="primary" onClick={() => setOpen(false)}>
                {t.show}
              </Button>
            </>
          }
        >
          <div className="grid gap-4">
            <Controls search={search} change={change} entries={entries} />
          </div>
        </Dialog>
      )}
    </div>
  )
}

/** The filters that are set, in words. */
function useSetFilters(search: AuditSearch, entries: AuditEntry[]): { filter: AuditFilter; label: string }[] {
  const t = useTexts(auditTexts)
  const formats = useFormats()
  const names = useNames()
  const people = usePeople(search.person, entries)
  const actions = useActions(search.action)
  const labels: Partial<Record<AuditFilter, string>> = {
    person: people.find(({ value }) => value === search.person)?.label ?? '',
    action: actions.find(({ value }) => value === search.action)?.label ?? '',
    source: search.source && t.sources[search.source],
    target: search.type || search.target ? [names.kind(search.type || t.target), search.target.slice(0, 8)].filter(Boolean).join(' ') : '',
    from: search.from && `${t.from} ${formats.day(search.from)}`,
    to: search.to && `${t.to} ${formats.day(search.to)}`,
  }
  return (['person', 'action', 'source', 'target', 'from', 'to'] as const).flatMap((filter) => {
    const label = labels[filter]
    return (filter === 'target' ? search.type || search.target : search[filter]) && label ? [{ filter, label }] : []
  })
}

/** Everybody, for who may know them all; else those who are in the entries, and oneself. */
function usePeople(chosen: string, entries: AuditEntry[]): SelectOption[] {
  const t = useTexts(auditTexts)
  const me = useMe()
  const all = useQuery({ ...peopleQuery, enabled: useCan('users:manage') && me !== undefined }).data?.users ?? []
  const people = new Map<string, string>(all.map(({ id, name }) => [id, name]))
  for (const { actor_id, actor_name } of entries) if (actor_id && !people.has(actor_id)) people.set(actor_id, actor_name ?? t.someone)
  if (me && !people.has(me.user.id)) people.set(me.user.id, me.user.name)
  if (chosen && !people.has(chosen)) people.set(chosen, t.someone)
  return Array.from(people, ([value, label]) => ({ value, label }))
}

function useActions(chosen: string): SelectOption[] {
  const t = useTexts(auditTexts)
  const names = useNames()
  const options: SelectOption[] = [
    { value: 'auth.', label: t.signInActions },
    ...acts.map((value) => ({ value, label: names.action(value) })),
    ...Object.entries(actionsOf).flatMap(([kind, verbs]) => [
      { value: `${kind}.`, label: t.allOf(names.kind(kind)) },
      ...verbs.map((verb) => ({ value: `${kind}.${verb}`, label: names.action(`${kind}.${verb}`) })),
    ]),
  ]
  return !chosen || options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: names.action(chosen) }]
}

function Controls({ search, change, entries, row = false }: Omit<FiltersProps, 'busy'> & { row?: boolean }) {
  const t = useTexts(auditTexts)
  const people = usePeople(search.person, entries)
  const actions = useActions(search.action)
  const selects = [
    { filter: 'person', label: t.person, any: t.anyone, options: people, width: 'w-36' },
    { filter: 'action', label: t.action, any: t.anyAction, options: actions, width: 'w-40' },
    { filter: 'source', label: t.source, any: t.anySource, options: sources.map((value) => ({ value, label: t.sources[value] })), width: 'w-36' },
  ] as const
  const days = [
    { filter: 'from', label: t.from, min: undefined, max: search.to || undefined },
    { filter: 'to', label: t.to, min: search.from || undefined, max: undefined },
  ] as const
  return (
    <>
      {selects.map(({ filter, label, any, options, width }) => {
        const all = [{ value: '', label: any }, ...options]
        const onChange = (value: string) => change({ [filter]: value })
        return row ? (
          <Select key={filter} aria-label={label} value={search[filter]} onChange={onChange} options={all} className={width} />
        ) : (
          <Field key={filter} label={label}>
            {(control) => <Select {...control} value={search[filter]} onChange={onChange} options={all} />}
          </Field>
        )
      })}
      {days.map(({ filter, label, min, max }): ReactNode => {
        const shared = {
          type: 'date',
          name: filter,
          value: search[filter],
          min,
          max,
          onChange: (event: { target: { value: string } }) => change({ [filter]: event.target.value }),
        }
        return row ? (
          <TextInput key={filter} aria-label={label} data-tip={label} className="max-w-36" {...shared} />
        ) : (
          <Field key={filter} label={label}>
            {(control) => <TextInput {...control} {...shared} />}
          </Field>
        )
      })}
    </>
  )
}
