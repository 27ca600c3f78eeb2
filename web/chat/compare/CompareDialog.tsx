import { useState } from 'react'
import { COMPARED_MAX } from '#shared/branches.ts'
import type { ChatModels } from '#shared/models.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { groupModels } from '../models/groupModels.ts'
import { chatTexts } from '../texts.ts'
import { treeTexts } from '../tree/texts.ts'

/** A provider's catalogue has hundreds; the rest is found by searching, and not drawn. */
const SHOWN = 60

type Props = { list: ChatModels; chosen: string[]; onChoose: (models: string[]) => void; onClose: () => void }

export function CompareDialog({ list, chosen, onChoose, onClose }: Props) {
  const t = useTexts(treeTexts)
  const chat = useTexts(chatTexts)
  const { number } = useFormats()
  const [query, setQuery] = useState('')
  const [ids, setIds] = useState(chosen)
  const full = ids.length >= COMPARED_MAX
  const found = groupModels(list, query).flatMap((line) => ('model' in line ? [line.model] : []))
  const change = (id: string) => setIds((now) => (now.includes(id) ? now.filter((other) => other !== id) : [...now, id]))
  return (
    <Dialog
      title={t.compareTitle}
      onClose={onClose}
      footer={
        <>
          {chosen.length > 0 && (
            <Button tone="quiet" onClick={() => onChoose([])}>
              {t.compareOff}
            </Button>
          )}
          <Button tone="primary" disabled={ids.length < 2} onClick={() => onChoose(ids)}>
            {t.compareDone(number(ids.length))}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-ink-2">{full ? t.compareFull(number(COMPARED_MAX)) : t.compareText(number(COMPARED_MAX))}</p>
      <input
        data-autofocus
        type="search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        aria-label={chat.models.search}
        placeholder={chat.models.search}
        autoComplete="off"
        spellCheck={false}
        className="h-9 w-full rounded-md border border-line-2 bg-surface px-3 outline-none placeholder:text-ink-3 focus:border-accent pointer-coarse:h-11 pointer-coarse:text-lg"
      />
      <ul className="mt-2 h-72 max-h-[45dvh] overflow-y-auto">
        {found.slice(0, SHOWN).map(({ id, name }) => (
          <li key={id}>
            <label className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 hover:bg-hover has-disabled:opacity-50 pointer-coarse:min-h-11">
              <input
                type="checkbox"
                name="compared"
                checked={ids.includes(id)}
                disabled={full && !ids.includes(id)}
                onChange={() => change(id)}
                className="size-4 shrink-0"
              />
              <span className="min-w-0 flex-1 truncate">{name}</span>
            </label>
          </li>
        ))}
        {found.length === 0 && <li className="px-3 py-6 text-center text-ink-3">{chat.models.none}</li>}
        {found.length > SHOWN && <li className="px-2 py-2 text-xs text-ink-3">{t.compareMore(number(found.length - SHOWN))}</li>}
      </ul>
    </Dialog>
  )
}
