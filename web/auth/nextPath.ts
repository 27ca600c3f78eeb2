import { isGuestPage } from '../paths.ts'

/** A base that no address can mean. */
const BASE = 'http://page.invalid'

/**
 * Where to go after signing in: an address of this page, whatever a link to the sign-in page says. The address is judged as the browser
 * will read it: it drops tabs, takes a backslash for a slash, and two slashes for another host.
 */
export function nextPath(wanted: string | null): string {
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, BASE)) return '/'
  const { origin, pathname, search, hash } = new URL(wanted, BASE)
  if (origin !== BASE || pathname.startsWith('//') || isGuestPage(pathname)) return '/'
  return `${pathname}${search}${hash}`
}
