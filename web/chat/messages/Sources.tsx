import type { Source } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { FIRST_COLLECTION, paths } from '../../paths.ts'
import { chatTexts } from '../texts.ts'

/** The records that an answer rests on, each a way to the record. */
export function Sources({ sources }: { sources: Source[] }) {
  const t = useTexts(chatTexts)
  return (
    <div className="mt-3 flex flex-wrap items-center gap-1.5 text-sm">
      <span className="text-ink-3">{t.answer.sources}</span>
      <ul className="contents">
        {sources.map(({ item }, index) => (
          <li key={item.id} className="max-w-full">
            <Link
              href={paths.collection(FIRST_COLLECTION, { id: item.id })}
              className="inline-flex max-w-full items-center gap-1.5 rounded-md border border-line bg-surface py-0.5 pr-2 pl-1 text-ink hover:border-line-2 hover:bg-hover pointer-coarse:py-3"
            >
              <span className="grid size-4 shrink-0 place-items-center rounded bg-accent-soft text-[0.6875rem] font-medium text-accent">{index + 1}</span>
              <span className="max-w-56 truncate">{item.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
