import { memo } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { chatTexts } from '../texts.ts'
import type { Place } from './MessageList.tsx'

export const Question = memo(function Question({ content, sending, place, of }: { content: string; sending: boolean } & Place) {
  const t = useTexts(chatTexts)
  return (
    <article aria-label={t.you} aria-posinset={place} aria-setsize={of} tabIndex={-1} className="flex justify-end pt-4 pb-2 outline-none">
      <p
        className={cx(
          'max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-3.5 py-2 text-[0.9375rem] leading-6 whitespace-pre-wrap text-ink',
          sending && 'opacity-70',
        )}
      >
        {content}
      </p>
    </article>
  )
})
