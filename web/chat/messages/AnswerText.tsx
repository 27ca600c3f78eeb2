import { lazy, Suspense } from 'react'
import { cx } from '../../ui/classes.ts'
import type { TextEnd } from '../markdown/Markdown.tsx'

const load = () => import('../markdown/Markdown.tsx').then(({ Markdown }) => ({ default: Markdown }))
const Markdown = lazy(load)

/** While the model thinks there is time to fetch what draws its answer. */
export const preloadMarkdown = () => void load().catch(() => undefined)

/** Text as it is until what draws markdown is there, so that no answer waits for it. */
export function AnswerText({ text, end }: { text: string; end: TextEnd }) {
  if (!text) return null
  return (
    <div className={cx('chat-text', end === 'growing' && 'chat-writing')}>
      <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
        <Markdown text={text} end={end} />
      </Suspense>
    </div>
  )
}
