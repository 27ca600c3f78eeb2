import { lazy, Suspense } from 'react'
import { cx } from '../../ui/classes.ts'

const load = () => import('../markdown/Markdown.tsx').then(({ Markdown }) => ({ default: Markdown }))
const Markdown = lazy(load)

/** While the model thinks there is time to fetch what draws its answer. */
export const preloadMarkdown = () => void load().catch(() => undefined)

/** Text as it is until what draws markdown is there, so that no answer waits for it. */
export function AnswerText({ text, running }: { text: string; running: boolean }) {
  if (!text) return null
  return (
    <div className={cx('chat-text', running && 'chat-writing')}>
      <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
        <Markdown text={text} growing={running} />
      </Suspense>
    </div>
  )
}
