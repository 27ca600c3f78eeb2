import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { writingTexts } from './texts.ts'
import type { Failure } from './useWriting.ts'

/** As many as one looks at. */
const SHOWN = 50

/** Where, what, and why not. */
export function FailureList({ failures }: { failures: readonly Failure[] }) {
  const t = useTexts(writingTexts).failures
  const formats = useFormats()
  const shown = failures.slice(0, SHOWN)
  return (
    <>
      <ul className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
        {shown.map(({ place, name, column, text, reason }) => (
          <li key={`${place} ${column} ${reason}`} className="flex flex-wrap items-baseline justify-between gap-x-4 bg-surface px-3 py-2">
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{name ?? t.place(formats.number(place + 1))}</span>
              {column !== null && <> · {column}</>}
              {text !== '' && <span className="ml-2 text-ink-3">{text.slice(0, 60)}</span>}
            </span>
            <span className="text-sm text-danger">{reason}</span>
          </li>
        ))}
      </ul>
      {failures.length > shown.length && <p className="mt-2 text-sm text-ink-3">{t.more(formats.number(failures.length - shown.length))}</p>}
    </>
  )
}
