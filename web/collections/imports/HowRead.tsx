import { type Import, importDelimiters, importEncodings, type ReadImport } from '#shared/imports.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Select } from '../../ui/Select.tsx'
import { importTexts } from './texts.ts'

const FOUND_OUT = ''

type Props = {
  /** What is said of it; the rest is found out. */
  how: ReadImport
  /** What was found out, where a file was looked at. */
  found?: Pick<Import, 'encoding' | 'delimiter'>
  onChange: (how: ReadImport) => void
}

/** What a text is in, and what parts its cells: found out, unless somebody says it. */
export function HowRead({ how, found, onChange }: Props) {
  const t = useTexts(importTexts)
  const { encoding, delimiter, ...rest } = how
  const own = (name: string | undefined) => (name === undefined ? t.foundOut : t.foundOutAs(name))
  return (
    <>
      {found?.encoding !== null && (
        <label className="flex flex-wrap items-center gap-2">
          <span className="text-ink-3">{t.facts.encoding}</span>
          <Select
            aria-label={t.facts.encoding}
            value={encoding ?? FOUND_OUT}
            options={[
              { value: FOUND_OUT, label: own(encoding === undefined && found?.encoding ? t.encodings[found.encoding] : undefined) },
              ...importEncodings.map((value) => ({ value, label: t.encodings[value] })),
            ]}
            onChange={(value) => {
              const said = importEncodings.find((one) => one === value)
              onChange({ ...rest, ...(said ? { encoding: said } : {}), ...(delimiter ? { delimiter } : {}) })
            }}
          />
        </label>
      )}
      {found?.delimiter !== null && (
        <label className="flex flex-wrap items-center gap-2">
          <span className="text-ink-3">{t.facts.delimiter}</span>
          <Select
            aria-label={t.facts.delimiter}
            value={delimiter ?? FOUND_OUT}
            options={[
              { value: FOUND_OUT, label: own(delimiter === undefined && found?.delimiter ? t.delimiters[found.delimiter] : undefined) },
              ...importDelimiters.map((value) => ({ value, label: t.delimiters[value] })),
            ]}
            onChange={(value) => {
              const said = importDelimiters.find((one) => one === value)
              onChange({ ...rest, ...(encoding ? { encoding } : {}), ...(said ? { delimiter: said } : {}) })
            }}
          />
        </label>
      )}
    </>
  )
}

/** What of an import was said, to be said again. */
export const saidOf = ({ chosen, encoding, delimiter, sheet, sheets }: Import): ReadImport => ({
  ...(chosen.includes('encoding') && encoding ? { encoding } : {}),
  ...(chosen.includes('delimiter') && delimiter ? { delimiter } : {}),
  ...(sheets.length > 1 && sheet !== null ? { sheet } : {}),
})
