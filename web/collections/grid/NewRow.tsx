import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { type CollectionItem, type CreateCollectionItem, ItemName } from '#shared/items.ts'
import { errorMessage, newKey } from '../../api.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { issueText } from '../../i18n/validation.ts'
import { cx } from '../../ui/classes.ts'
import { isComposing } from '../../ui/isComposing.ts'
import { Spinner } from '../../ui/Spinner.tsx'
import { useKeepRow } from '../keepRow.ts'
import { collectionTexts } from '../texts.ts'

type Props = { slug: string; onCreate: (body: CreateCollectionItem, key: string) => Promise<CollectionItem>; onClose: () => void }

/** A row to be, above all others whatever they are sorted by. After one comes the next, until Escape. */
export function NewRow({ slug, onCreate, onClose }: Props) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [key, setKey] = useState(newKey)
  const [name, setName] = useState('')
  const [said, setSaid] = useState<{ text: string; wrong: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  useKeepRow('form', slug, null, name.trim() === '' ? null : { name: { text: name, picks: [] } })
  useEffect(() => input.current?.focus(), [])

  const create = async () => {
    if (busy) return
    const parsed = ItemName.safeParse(name.trim())
    const [issue] = parsed.error?.issues ?? []
    if (issue) return setSaid({ text: issueText(issue, language), wrong: true })
    setBusy(true)
    try {
      const row = await onCreate({ name: name.trim() }, key)
      setSaid({ text: t.rowCreated(row.name), wrong: false })
      setName('')
      setKey(newKey())
    } catch (error) {
      setSaid({ text: errorMessage(error), wrong: true })
    } finally {
      setBusy(false)
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (isComposing(event)) return
    if (event.key === 'Enter') void create()
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
  }

  return (
    <div role="row" className="relative border-b border-line-2 bg-surface">
      <div role="gridcell" className="sticky left-0 flex h-9 w-[min(100%,100vw)] max-w-3xl items-center pl-14">
        <input
          ref={input}
          value={name}
          aria-label={t.newRowName}
          aria-invalid={said?.wrong ? true : undefined}
          aria-describedby={id}
          placeholder={t.newRowName}
          autoComplete="off"
          onChange={(event) => {
            setName(event.target.value)
            setSaid(null)
          }}
          onKeyDown={onKeyDown}
          onBlur={() => name.trim() === '' && onClose()}
          className={cx('h-full w-60 px-2.5 font-medium -outline-offset-2 outline-2 outline-solid', said?.wrong ? 'outline-danger' : 'outline-accent')}
        />
        <p id={id} aria-live="polite" className={cx('flex items-center gap-2 px-3 text-xs', said?.wrong ? 'text-danger' : 'text-ink-3')}>
          {busy && <Spinner />}
          {said?.text ?? t.newRowHint}
        </p>
      </div>
    </div>
  )
}
