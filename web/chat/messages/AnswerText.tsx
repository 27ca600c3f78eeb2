import { cx } from '../../ui/classes.ts'
import { later } from '../../ui/later.ts'
import type { TextEnd } from '../markdown/Markdown.tsx'

const markdown = later(() => import('../markdown/Markdown.tsx'))

/** While the model thinks there is time to fetch what draws its answer. */
export const preloadMarkdown = () => void markdown.load().catch(() => undefined)

/** Text as it is until what draws markdown is there, so that no answer waits for it. */
export function AnswerText({ text, end }: { text: string; end: TextEnd }) {
  const drawn = markdown.useLoaded()
  if (!text) return null
  return (
    <div className={cx('chat-text', end === 'growing' && 'chat-writing')}>
      {drawn ? <drawn.Markdown text={text} end={end} /> : <p className="whitespace-pre-wrap">{text}</p>}
    </div>
  )
}
