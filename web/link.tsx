import { Link as RouterLink, useNavigate } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

const parts = (href: string) => {
  const [to = '/', query = ''] = href.split('?')
  return { to, search: Object.fromEntries(new URLSearchParams(query)) }
}

export type LinkProps = Omit<ComponentProps<'a'>, 'href' | 'target'> & {
  /** One of paths.ts. */
  href: string
  /** Only this very address is the current one, not those below it. */
  exact?: boolean
}

/** A link within the page. The one to where the reader is has `aria-current="page"`. What it leads to is fetched when the pointer comes near. */
export const Link = ({ href, exact = false, ...rest }: LinkProps) => (
  <RouterLink {...parts(href)} preload="intent" activeOptions={{ exact, includeSearch: false }} {...rest} />
)

/** Goes to an address of paths.ts. */
export function useGo() {
  const navigate = useNavigate()
  return (href: string, options: { replace?: boolean } = {}) => void navigate({ ...parts(href), ...options })
}
