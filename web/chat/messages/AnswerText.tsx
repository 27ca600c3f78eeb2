import { cx } from '../../ui/classes.ts'
import { markdown } from '../drawing.ts'
import type { TextEnd } from '../markdown/Markdown.tsx'

/** Text as it is until what draws markdown is there, so that no answer waits for it. */
export function AnswerText({ text, end }: { text: string; end: TextEnd }) {
  const drawn = markdown.useIfPossible()
  if (!text) return null
  return (
    <div className={cx('chat-text', end === 'growing' && 'chat-writing')}>
      {drawn ? <drawn.Markdown text={text} end={end} /> : <p className="whitespace-pre-wrap">{text}</p>}
    </div>
  )
}
