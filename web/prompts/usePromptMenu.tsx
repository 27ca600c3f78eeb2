import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useId, useState } from 'react'
import type { Prompt, PromptSummary } from '#shared/prompts.ts'
import { errorMessage } from '../api.ts'
import { useLanguage } from '../i18n/language.ts'
import { useMe } from '../session.ts'
import { toast } from '../ui/Toast.tsx'
import { menuQuery } from './menuQuery.ts'

const PromptMenu = lazy(async () => ({ default: (await import('./PromptMenu.tsx')).PromptMenu }))
const FillDialog = lazy(async () => ({ default: (await import('./FillDialog.tsx')).FillDialog }))

/** Longer texts that begin with a slash are questions about paths. */
const QUERY_MAX = 40

type Menu = {
  /** What the question box says of it. */
  aria: { 'aria-controls'?: string; 'aria-activedescendant'?: string | undefined }
  /** @returns whether the key was the menu's */
  onKey: (event: KeyboardEvent) => boolean
  /** Over the question box, in a place that is positioned. */
  list: ReactNode
  /** A form of its own, which stands in no other. */
  form: ReactNode
}

/**
 * Prompts over a question box, while a text that begins with `/` is in it.
 * @param onInsert what takes the place of the text
 */
export function usePromptMenu(text: string, onInsert: (text: string) => void): Menu {
  const client = useQueryClient()
  const language = useLanguage()
  const me = useMe()
  const id = useId()
  const [dismissed, setDismissed] = useState('')
  const [at, setAt] = useState(0)
  const [filled, setFilled] = useState<Prompt | null>(null)
  const wanted = text.startsWith('/') && !text.includes('\n') && text.length <= QUERY_MAX && text !== dismissed
  const { data, isError } = useQuery({ ...menuQuery(text.slice(1).trim()), enabled: wanted })
  // Who searches for what is not there is writing a question.
  const open = wanted && (text === '/' || isError || (data?.length ?? 0) > 0)
  const prompts = data ?? []
  const current = Math.min(at, Math.max(0, prompts.length - 1))

  const insert = async (prompt: Prompt, values: Record<string, string>) => {
    const { write } = await import('./values.ts')
    setFilled(null)
    onInsert(write(prompt.content, prompt.variables, values, { language, user: me?.user.name ?? '', now: new Date() }))
  }
  const choose = async (summary: PromptSummary) => {
    try {
      const { promptQuery } = await import('./queries.ts')
      const prompt = await client.fetchQuery(promptQuery(summary.id))
      if (prompt.variables.length > 0) setFilled(prompt)
      else await insert(prompt, {})
    } catch (error) {
      toast({ text: errorMessage(error), tone: 'failed' })
    }
  }
  const onKey = (event: KeyboardEvent): boolean => {
    if (!open) return false
    const to = { ArrowDown: current + 1, ArrowUp: current - 1 }[event.key]
    const chosen = prompts[current]
    if (to !== undefined && prompts.length > 0) setAt((to + prompts.length) % prompts.length)
    else if (event.key === 'Escape') setDismissed(text)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen) void choose(chosen)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return {
    aria: open ? { 'aria-controls': id, 'aria-activedescendant': prompts[current] ? `${id}-${current}` : undefined } : {},
    onKey,
    list: open && (
      <Suspense fallback={null}>
        <PromptMenu
          id={id}
          prompts={data}
          failed={isError}
          at={current}
          onAt={setAt}
          onChoose={(prompt) => void choose(prompt)}
          onDismiss={() => setDismissed(text)}
        />
      </Suspense>
    ),
    form: filled && (
      <Suspense fallback={null}>
        <FillDialog prompt={filled} onFill={(values) => void insert(filled, values)} onClose={() => setFilled(null)} />
      </Suspense>
    ),
  }
}
