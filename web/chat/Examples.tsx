import { useTexts } from '../i18n/texts.ts'
import { SparkIcon } from './icons.tsx'
import { chatTexts } from './texts.ts'

/** Where nothing has been asked yet: what could be. A choice goes into the question box, to be changed or sent. */
export function Examples({ onChoose }: { onChoose: (example: string) => void }) {
  const t = useTexts(chatTexts)
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {/* From the top: in the middle it would move with the height of the question box. */}
      <div className="chat-column pt-[max(1.5rem,14dvh)] pb-6 max-md:pt-8">
        <span className="grid size-10 place-items-center rounded-xl bg-accent-soft text-accent">
          <SparkIcon size={20} />
        </span>
        <h2 className="mt-3 text-xl font-semibold">{t.empty.title}</h2>
        <p className="mt-1 text-ink-2">{t.empty.text}</p>
        <ul className="mt-4 grid gap-2 sm:grid-cols-3">
          {t.empty.examples.map((example) => (
            <li key={example} className="grid">
              <button
                type="button"
                onClick={() => onChoose(example)}
                className="rounded-lg border border-line bg-surface px-3 py-2.5 text-left text-ink-2 transition-colors hover:border-line-2 hover:text-ink"
              >
                {example}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
