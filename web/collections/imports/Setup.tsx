import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { Collection } from '#shared/collections.ts'
import type { Import, ReadImport } from '#shared/imports.ts'
import { errorMessage, newKey } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useCan } from '../../session.ts'
import { Button } from '../../ui/Button.tsx'
import { DownloadIcon } from '../../ui/icons.tsx'
import { Select } from '../../ui/Select.tsx'
import { gridPaths } from '../paths.ts'
import { saveAs } from '../saveAs.ts'
import { ColumnTarget } from './ColumnTarget.tsx'
import { Counts } from './Counts.tsx'
import { FileSample } from './FileSample.tsx'
import { HowRead, saidOf } from './HowRead.tsx'
import { bodyOf, keep, keysOf, type Mapping, problemOf, recall, suggested } from './mapping.ts'
import { readImport, showImport, startImport } from './queries.ts'
import { importTexts } from './texts.ts'

const BYTES = { k: 1024, m: 1024 * 1024 }

type Props = { one: Import; collection: Collection }

/** What a file is, where its columns go, and what is there already: looked at as often as one likes, then imported. */
export function Setup({ one, collection }: Props) {
  const t = useTexts(importTexts)
  const formats = useFormats()
  const queries = useQueryClient()
  const mayManage = useCan('collections:manage')
  const first = useMemo(() => suggested(one), [one])
  const [mapping, setMapping] = useState(() => recall(one))
  const [error, setError] = useState('')
  const [busy, setBusy] = useState<'try' | 'start' | 'read' | null>(null)
  const [key, setKey] = useState(newKey)
  const change = (next: Mapping, of = one) => {
    setMapping(next)
    keep(of, next)
    setKey(newKey())
    setError('')
  }
  const run = async (how: 'try' | 'start') => {
    if (busy) return
    const problem = problemOf(mapping, collection, mayManage, t)
    if (problem) return setError(problem)
    setBusy(how)
    setError('')
    try {
      showImport(queries, await startImport(one.id, bodyOf(mapping, how === 'try'), key))
      setKey(newKey())
    } catch (thrown) {
      setError(t.failed(errorMessage(thrown)))
    } finally {
      setBusy(null)
    }
  }
  const [how, setHow] = useState(() => saidOf(one))
  /** One after the other: what was said last is what is shown. */
  const reading = useRef<Promise<unknown>>(Promise.resolve())
  const read = (next: ReadImport) => {
    const mine = reading.current.then(async () => {
      setBusy('read')
      setError('')
      try {
        const now = showImport(queries, await readImport(one.id, next))
        setHow(saidOf(now))
        change(suggested(now), now)
      } catch (thrown) {
        setHow(saidOf(one))
        setError(t.notRead(errorMessage(thrown)))
      } finally {
        if (reading.current === mine) setBusy(null)
      }
    })
    reading.current = mine
    setHow(next)
  }
  const size =
    one.size < BYTES.m
      ? `${formats.decimal(Math.max(1, Math.round(one.size / BYTES.k)), 0)} KB`
      : `${formats.decimal(Math.round((one.size / BYTES.m) * 10) / 10, 0)} MB`
  const facts = [
    [t.facts.format, one.format.toUpperCase()],
    [t.facts.size, size],
  ]
  const keys = keysOf(collection, mapping.columns, t)
  const tried = one.dry_run && one.state !== 'waiting'

  return (
    <>
      <section className="grid gap-3">
        <h2 className="font-semibold wrap-anywhere">{one.file_name}</h2>
        <dl className="flex flex-wrap gap-x-6 gap-y-1">
          {facts.map(([what, value]) => (
            <div key={what} className="flex gap-2">
              <dt className="text-ink-3">{what}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {one.encoding !== null && (
          <div className="flex flex-wrap gap-x-6 gap-y-2" aria-busy={busy === 'read'}>
            <HowRead how={how} found={one} onChange={read} />
          </div>
        )}
        {one.sheets.length > 1 && (
          <label className="flex flex-wrap items-center gap-2">
            <span className="text-ink-3">{t.facts.sheet}</span>
            <Select
              aria-label={t.facts.sheet}
              value={how.sheet ?? one.sheet ?? ''}
              options={one.sheets.map((name) => ({ value: name, label: name }))}
              onChange={(sheet) => read({ ...how, sheet })}
            />
          </label>
        )}
      </section>
      <FileSample one={one} />
      <section className="grid gap-2">
        <h2 className="font-semibold">{t.mapping}</h2>
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
          {one.columns.map((name, at) => {
            const column = mapping.columns[at]
            return (
              column && (
                <ColumnTarget
                  key={name}
                  name={name}
                  values={one.sample.map((cells) => cells[at])}
                  notes={one.suggestion[at]?.notes ?? []}
                  column={column}
                  suggested={first.columns[at]}
                  collection={collection}
                  mayManage={mayManage}
                  onChange={(next) => change({ ...mapping, columns: mapping.columns.with(at, next) })}
                />
              )
            )
          })}
        </ul>
      </section>
      <section className="grid gap-2">
        <h2 className="font-semibold">{t.how}</h2>
        <Select
          aria-label={t.how}
          className="w-full max-w-md"
          value={keys.some(({ value }) => value === mapping.key) ? mapping.key : ''}
          options={[{ value: '', label: t.keyNone }, ...keys.map(({ value, label }) => ({ value, label: t.keyOf(label) }))]}
          onChange={(next) => change({ ...mapping, key: next })}
        />
      </section>
      {tried && (
        <section className="grid gap-3 rounded-xl border border-line bg-sunken p-4">
          <h2 role="status" className="font-semibold">
            {t.tried}
          </h2>
          {one.error && <p className="text-danger wrap-anywhere">{one.error}</p>}
          <Counts one={one} large />
          {one.refused > 0 && (
            <div>
              <Button size="small" icon={<DownloadIcon />} onClick={() => void saveAs(gridPaths.refusedRows(one.id))}>
                {t.refused}
              </Button>
            </div>
          )}
        </section>
      )}
      <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-paper px-4 py-3 md:-mx-6 md:px-6">
        <p role="alert" className="min-w-0 flex-1 text-sm text-danger wrap-anywhere empty:hidden">
          {error}
        </p>
        <Button busy={busy === 'try'} onClick={() => void run('try')}>
          {t.try}
        </Button>
        <Button tone="primary" busy={busy === 'start'} onClick={() => void run('start')}>
          {t.start}
        </Button>
      </div>
    </>
  )
}
