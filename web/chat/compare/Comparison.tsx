import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { toast } from '../../ui/Toast.tsx'
import { ModelName } from '../messages/ModelName.tsx'
import { stopGeneration } from '../queries.ts'
import { showBranch } from '../tree/branchQueries.ts'
import { treeTexts } from '../tree/texts.ts'
import { Column } from './Column.tsx'

/** The answers of several models to one question: beside each other, or one at a time where there is no room. */
export function Comparison({ messages }: { messages: ChatMessage[] }) {
  const t = useTexts(treeTexts)
  const client = useQueryClient()
  const [shown, setShown] = useState(0)
  const [keeping, setKeeping] = useState<string | null>(null)

  const keep = async (message: ChatMessage) => {
    setKeeping(message.id)
    try {
      // Nobody waits for the others any more, nor pays for them.
      await Promise.all(messages.flatMap(({ id, generation_id }) => (id !== message.id && generation_id ? [stopGeneration(generation_id)] : [])))
      await showBranch(client, message.session_id, message.id)
    } catch (error) {
      toast({ text: `${t.keepFailed} ${errorMessage(error)}`, tone: 'failed' })
    } finally {
      setKeeping(null)
    }
  }

  return (
    <section aria-label={t.answers} className="chat-compared pt-2 pb-2">
      <div role="tablist" aria-label={t.answers} className="mb-2 flex gap-1 overflow-x-auto border-b border-line sm:hidden">
        {messages.map(({ id, model }, index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-controls={`answer-${id}`}
            aria-selected={index === shown}
            tabIndex={index === shown ? 0 : -1}
            onClick={() => setShown(index)}
            onKeyDown={({ key, currentTarget }) => {
              const to = { ArrowRight: index + 1, ArrowLeft: index - 1 }[key]
              if (to === undefined) return
              const next = (to + messages.length) % messages.length
              setShown(next)
              currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
            }}
            className={cx(
              'h-10 max-w-40 shrink-0 truncate border-b-2 px-2.5 text-sm -outline-offset-2 pointer-coarse:h-11',
              index === shown ? 'border-accent text-ink' : 'border-transparent text-ink-2',
            )}
          >
            <ModelName id={model} />
          </button>
        ))}
      </div>
      <div
        className={cx(
          'grid gap-3',
          messages.length === 2 ? 'sm:grid-cols-2' : messages.length === 3 ? 'sm:grid-cols-2 xl:grid-cols-3' : 'sm:grid-cols-2 2xl:grid-cols-4',
        )}
      >
        {messages.map((message, index) => (
          <Column
            key={message.id}
            message={message}
            shown={index === shown}
            busy={keeping === message.id}
            disabled={keeping !== null}
            onKeep={() => void keep(message)}
          />
        ))}
      </div>
      <p className="mt-2 text-xs text-ink-3">{t.undecided}</p>
    </section>
  )
}
