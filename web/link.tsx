import type { ComponentProps } from 'react'
import { useLocation, Link as WouterLink } from 'wouter'

export type LinkProps = Omit<ComponentProps<'a'>, 'href'> & {
  /** One of paths.ts. */
  href: string
  /** Only this very address is the current one, not those below it. */
  exact?: boolean
}

/** What to fetch when somebody is about to go to an address; the routes say. */
let prepare: (href: string) => void = () => undefined
export const onIntent = (run: (href: string) => void) => {
  prepare = run
}

/** A link within the page. The one to where the reader is has `aria-current="page"`. What it leads to is fetched when the pointer comes near. */
export function Link({ href, exact = false, ...rest }: LinkProps) {
  const [here] = useLocation()
  const path = href.split('?')[0] ?? href
  const current = here === path || (!exact && here.startsWith(`${path}/`))
  const intend = () => prepare(href)
  return <WouterLink href={href} aria-current={current ? 'page' : undefined} onPointerEnter={intend} onPointerDown={intend} onFocus={intend} {...rest} />
}

/** Goes to an address of paths.ts. */
export function useGo() {
  const [, navigate] = useLocation()
  return (href: string, options: { replace?: boolean } = {}) => navigate(href, options)
}
