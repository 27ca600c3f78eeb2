import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { EditIcon, XIcon } from '../../ui/icons.tsx'
import { ClipIcon } from '../files/icons.tsx'
import { fileTexts } from '../files/texts.ts'
import { treeTexts } from '../tree/texts.ts'
import type { Queued } from './queue.ts'

type Props = { queue: Queued[]; paused: boolean; onEdit: (queued: Queued) => void; onRemove: (id: string) => void; onGoOn: () => void }

const NAMED_CHARACTERS = 40

/** What waits, above the box that it was typed in. */
export function QueueList({ queue, paused, onEdit, onRemove, onGoOn }: Props) {
  const t = useTexts(treeTexts)
  const files = useTexts(fileTexts)
  if (queue.length === 0) return null
  return (
    <section aria-label={t.queued} className="mb-2 rounded-xl border border-line bg-surface px-1.5 py-1">
      {paused && (
        <div role="status" className="flex flex-wrap items-center justify-between gap-2 px-2 py-1 text-sm text-ink-2">
          {t.queuePaused}
          <Button size="small" onClick={onGoOn}>
            {t.queueGoOn}
          </Button>
        </div>
      )}
      <ol className="max-h-32 overflow-y-auto">
        {queue.map((queued, index) => (
          <li key={queued.id} className="flex items-center gap-2 rounded-md pl-2 text-sm">
            <span aria-hidden="true" className="text-xs text-ink-3 tabular-nums">
              {index + 1}
            </span>
            <span className="min-w-0 flex-1 truncate">{wordsOf(queued)}</span>
            {queued.attachments.length > 0 && (
              <span className="flex shrink-0 items-center gap-0.5 text-xs text-ink-3 tabular-nums">
                <ClipIcon size={14} />
                <span className="sr-only">{files.list}: </span>
                {queued.attachments.length}
              </span>
            )}
            <IconButton icon={EditIcon} size="small" label={t.queueEdit(nameOf(queued))} onClick={() => onEdit(queued)} />
            <IconButton icon={XIcon} size="small" label={t.queueRemove(nameOf(queued))} onClick={() => onRemove(queued.id)} />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Or the files that are the question. */
const wordsOf = ({ text, attachments }: Queued) => (text.trim() === '' ? attachments.map(({ name }) => name).join(', ') : text)

function nameOf(queued: Queued): string {
  const words = wordsOf(queued)
  return words.length > NAMED_CHARACTERS ? `${words.slice(0, NAMED_CHARACTERS)}…` : words
}
