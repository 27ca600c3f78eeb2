import { keepPreviousData, queryOptions } from '@tanstack/react-query'

/** As many as a menu over the question box shows without becoming a page of its own. */
const MENU = 20

/** What reads prompts comes with the first of them: few questions begin with a slash. */
export const menuQuery = (q: string) =>
  queryOptions({
    queryKey: ['prompts', 'menu', q],
    queryFn: async ({ signal }) => await (await import('./queries.ts')).readPrompts(q, MENU, signal),
    placeholderData: keepPreviousData,
  })
