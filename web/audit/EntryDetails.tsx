import type { ReactNode } from 'react'
import type { AuditEntry } from '#shared/audit.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { changesOf } from './changesOf.ts'
import { FieldChange, Value } from './FieldChange.tsx'
import { useNames } from './names.ts'
import { Person } from './Person.tsx'
import type { AuditSearch } from './search.ts'
import { auditTexts } from './texts.ts'

/** All that an entry holds: what was before and after, who, from where, and its place in the chain. */
export function EntryDetails({ entry, change }: { entry: AuditEntry; change: (changes: Partial<AuditSearch>) => void }) {
  const t = useTexts(auditTexts)
  const formats = useFormats()
  const names = useNames()
  const changes = changesOf(entry.before, entry.after)
  const changed = changes.filter(({ same }) => !same)
  const same = changes.filter(({ same }) => same)
  const details = Object.entries(entry.detail)
  const { target_type: type, target_id: target, actor_id: person } = entry
  return (
    <div className="grid items-start gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid min-w-0 gap-5">
        <Block title={t.changes}>
          {changes.length === 0 && <p className="text-sm text-ink-3">{t.noChanges}</p>}
          <dl className="grid gap-3">
            {changed.map((each) => (
              <FieldChange key={each.field} label={names.field(each.field)} change={each} />
            ))}
          </dl>
          {same.length > 0 && (
            <details className="text-sm">
              <summary className="w-fit text-ink-3 hover:text-ink">{t.unchanged(same.length)}</summary>
              <dl className="mt-2 grid gap-2">
                {same.map(({ field, after }) => (
                  <Pair key={field} label={names.field(field)}>
                    <Value value={after} />
                  </Pair>
                ))}
              </dl>
            </details>
          )}
        </Block>
        {details.length > 0 && (
          <Block title={t.details}>
            <dl className="grid gap-2 text-sm">
              {details.map(([field, value]) => (
                <Pair key={field} label={names.field(field)}>
                  <Value value={value} />
                </Pair>
              ))}
            </dl>
          </Block>
        )}
      </div>
      <dl className="grid gap-2 text-sm">
        <Pair label={t.facts.at}>{formats.full(entry.at)}</Pair>
        <Pair label={t.facts.person}>
          <Person entry={entry} />
          {person && <Only label={t.onlyPerson} onClick={() => change({ person })} />}
        </Pair>
        {type && (
          <Pair label={t.facts.target}>
            {names.kind(type)} {target && <code className="font-mono text-xs break-all text-ink-2">{target}</code>}
            {target && <Only label={t.onlyTarget} onClick={() => change({ type, target })} />}
          </Pair>
        )}
        <Pair label={t.facts.source}>{t.sources[entry.source]}</Pair>
        {entry.address && <Pair label={t.facts.address}>{entry.address}</Pair>}
        {entry.request_id && (
          <Pair label={t.facts.request}>
            <code className="font-mono text-xs break-all">{entry.request_id}</code>
          </Pair>
        )}
        <Pair label={t.facts.entry}>
          {formats.number(entry.id)} <code className="font-mono text-xs text-ink-3">{entry.action}</code>
        </Pair>
        <Pair label={t.facts.position}>{entry.position === null ? t.unsealed : formats.number(entry.position)}</Pair>
      </dl>
    </div>
  )
}

const Block = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="grid gap-2.5">
    <h2 className="font-semibold">{title}</h2>
    {children}
  </section>
)

const Pair = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3">
    <dt className="text-ink-3">{label}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
)

const Only = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <button type="button" onClick={onClick} className="block text-accent underline underline-offset-2 hover:text-accent-2 pointer-coarse:py-3">
    {label}
  </button>
)
