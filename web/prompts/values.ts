import type { Language } from '#shared/errors.ts'
import { type BuiltInVariable, fillIn, isDate, isNumber, type PromptVariable } from '#shared/prompts.ts'

const dayOf = (now: Date) => `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`

/** What a form holds before it is filled in. */
export const startOf = (variables: readonly PromptVariable[], now: Date): Record<string, string> =>
  Object.fromEntries(variables.map(({ name, type, default: standard }) => [name, type === 'date' && standard === 'today' ? dayOf(now) : standard]))

/** Whether a value is one of its type; nothing is none, but of a text that has a default. */
export const fits = ({ type, options }: PromptVariable, value: string): boolean =>
  ({ text: value.trim() !== '', long_text: value.trim() !== '', select: options.includes(value), number: isNumber(value), date: isDate(value) })[type]

/** A prompt as it goes into the question: dates as the language writes them. */
export function write(
  content: string,
  variables: readonly PromptVariable[],
  values: Record<string, string>,
  who: { language: Language; user: string; now: Date },
): string {
  const { language, user, now } = who
  const format = (options: Intl.DateTimeFormatOptions, at = now) => new Intl.DateTimeFormat(language, options).format(at)
  const builtIn: Record<BuiltInVariable, string> = {
    date: format({ dateStyle: 'long' }),
    time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    weekday: format({ weekday: 'long' }),
    user,
  }
  const written = variables.map(({ name, type }) => {
    const value = values[name] ?? ''
    return [name, type === 'date' && isDate(value) ? format({ dateStyle: 'long', timeZone: 'UTC' }, new Date(`${value}T00:00:00Z`)) : value]
  })
  return fillIn(content, { ...Object.fromEntries(written), ...builtIn })
}
