import { useEffect } from 'react'
import type { PromptSummary } from '#shared/prompts.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { cx } from '../ui/classes.ts'
import { Spinner } from '../ui/Spinner.tsx'
import { promptTexts } from './texts.ts'

type Props = {
  id: string
  /** Undefined until they are known. */
  prompts: PromptSummary[] | undefined
  failed: boolean
  at: number
  onAt: (at: number) => void
  onChoose: (prompt: PromptSummary) => void
  onDismiss: () => void
}

/** Over what it stands in; the keys are the question box's. */
export function PromptMenu({ id, prompts, failed, at, onAt, onChoose, onDismiss }: Props) {
  const t = useTexts(promptTexts)
  const { number } = useFormats()
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, id])
  return (
    <div className="absolute inset-x-0 bottom-full z-10 mb-1 overflow-hidden rounded-xl border border-line bg-surface shadow-float">
      {/* A list of choices has some. */}
      <div
        id={id}
        {...(prompts?.length ? { role: 'listbox', 'aria-label': t.menu } : {})}
        className="max-h-[min(18rem,40dvh)] overflow-y-auto overscroll-contain p-1"
      >
        {prompts?.map((prompt, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the question box's
          <div
            key={prompt.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerMove={() => onAt(index)}
            // The question box keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(prompt)}
            className={cx('cursor-pointer rounded-md px-2.5 py-1.5 pointer-coarse:py-3', index === at && 'bg-hover')}
          >
            <p className="flex items-baseline gap-2">
              <span className="min-w-0 truncate font-medium">{prompt.name}</span>
              {prompt.owner_name && <span className="shrink-0 truncate text-xs text-ink-3">{t.by(prompt.owner_name)}</span>}
            </p>
            {prompt.description && <p className="truncate text-sm text-ink-3">{prompt.description}</p>}
          </div>
        ))}
        {!prompts && <div className="grid h-12 place-items-center text-ink-3">{failed ? t.failed : <Spinner />}</div>}
        {prompts?.length === 0 && <p className="px-2.5 py-3 text-ink-3">{t.empty}</p>}
      </div>
      <div className="flex border-t border-line px-3.5 text-sm">
        <Link href={paths.prompts()} onClick={onDismiss} className="py-2 text-accent underline decoration-current/40 underline-offset-3 pointer-coarse:py-3">
          {t.manage}
        </Link>
      </div>
      <p role="status" className="sr-only">
        {prompts ? t.found(number(prompts.length)) : ''}
      </p>
    </div>
  )
}
