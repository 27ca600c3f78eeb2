import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useEffect, useRef, useState } from 'react'
import type { Collection } from '#shared/collections.ts'
import { FORMULA_MAX } from '#shared/fields.ts'
import { formulaFunctions } from '#shared/formulas.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Field, TextArea } from '../../ui/Field.tsx'
import { type Column, columnOf } from '../columns.ts'
import { formulaQuery } from '../queries.ts'
import { collectionTexts } from '../texts.ts'
import { CellValue } from '../values/CellValue.tsx'
import { formulaTexts } from './formulaTexts.ts'

/** What is typed on is not asked about. */
const QUIET_MS = 300

type Props = {
  collection: Collection
  /** Of the field that has the formula; undefined of a new one. */
  fieldKey: string | undefined
  formula: string
  /** How its numbers are shown. */
  shown: Pick<Column, 'decimals' | 'currency'>
  error: string | undefined
  onChange: (formula: string) => void
}

/** A formula as text, with what may stand in it, what is wrong with it, and what it gives. */
export function FormulaEditor({ collection, fieldKey, formula, shown, error, onChange }: Props) {
  const t = useTexts(formulaTexts)
  const own = useTexts(collectionTexts)
  const area = useRef<HTMLTextAreaElement>(null)
  const [asked, setAsked] = useState(formula)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(formula), QUIET_MS)
    return () => clearTimeout(timer)
  }, [formula])
  const empty = formula.trim() === ''
  const { data, isError } = useQuery({ ...formulaQuery(collection, asked, fieldKey), enabled: asked.trim() !== '', placeholderData: keepPreviousData })
  const known = useDeferredValue(empty ? undefined : data)
  const problem = asked === formula && known?.problem ? t.problem(known.problem.at + 1, known.problem.message) : undefined

  /** Where the cursor is, or in place of what is selected. */
  const insert = (text: string, back = 0) => {
    const { selectionStart: from = formula.length, selectionEnd: to = formula.length } = area.current ?? {}
    onChange(formula.slice(0, from) + text + formula.slice(to))
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(from + text.length - back, from + text.length - back)
    })
  }
  const named = [
    ...(['name', 'description', 'created_at', 'updated_at'] as const).map((key) => ({ key, name: own.builtIn[key] })),
    ...collection.fields.filter(({ key }) => key !== fieldKey),
  ]
  return (
    <div className="grid gap-2">
      <Field label={t.formula} error={error ?? problem} hint={isError ? t.failed : known?.result ? t.gives[known.result] : t.hint}>
        {(control) => (
          <TextArea
            {...control}
            ref={area}
            className="font-mono text-sm"
            rows={3}
            maxLength={FORMULA_MAX}
            spellCheck={false}
            autoCapitalize="off"
            autoCorrect="off"
            value={formula}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <Offered label={t.fields}>
        {named.map(({ key, name }) => (
          <Offer key={key} code={key} says={name} onInsert={() => insert(key)} />
        ))}
      </Offered>
      <Offered label={t.functions}>
        {formulaFunctions.map((name) => {
          const [use, gives] = t.help[name]
          return <Offer key={name} code={use} says={gives} onInsert={() => insert(`${name}()`, name === 'BLANK' ? 0 : 1)} />
        })}
      </Offered>
      {known && !known.problem && known.result && !empty && (
        <div className="grid gap-1 text-sm">
          <p className="font-medium text-ink-2">{t.results}</p>
          {known.sample.length === 0 && <p className="text-ink-3">{t.noRows}</p>}
          <dl className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-x-3">
            {known.sample.map(({ item_id, name, value }) => (
              <div key={item_id} className="col-span-2 grid grid-cols-subgrid border-t border-line py-1">
                <dt className="truncate text-ink-2">{name}</dt>
                <dd className="min-w-0 truncate">
                  {value === null ? (
                    <span className="text-ink-3">{t.none}</span>
                  ) : (
                    <CellValue
                      column={columnOf({
                        id: item_id,
                        key: 'formula',
                        name: '',
                        description: null,
                        required: false,
                        type: 'formula',
                        result: known.result ?? 'text',
                        ...shown,
                      })}
                      value={value}
                    />
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </div>
  )
}

const Offered = ({ label, children }: { label: string; children: ReactNode }) => (
  <details className="rounded-md border border-line">
    <summary className="cursor-pointer px-2.5 py-1.5 text-sm font-medium text-ink-2 pointer-coarse:py-3">{label}</summary>
    <ul aria-label={label} className="max-h-44 overflow-y-auto border-t border-line p-1">
      {children}
    </ul>
  </details>
)

const Offer = ({ code, says, onInsert }: { code: string; says: string; onInsert: () => void }) => (
  <li>
    <button
      type="button"
      onClick={onInsert}
      className="flex w-full flex-wrap items-baseline justify-between gap-x-3 rounded px-1.5 py-1 text-left text-sm hover:bg-hover pointer-coarse:min-h-11"
    >
      <code className="font-mono text-ink">{code}</code>
      <span className="text-ink-2">{says}</span>
    </button>
  </li>
)
