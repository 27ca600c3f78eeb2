import { useEffect, useState } from 'react'
import { InspectLink } from '#shared/auth.ts'

/**
 * The token of the link that led here. It leaves the address bar, and with it what is synchronised, copied and looked at over a shoulder, but outlives a
 * reload in the history's entry. Null where there is none, `invalid` where it cannot be one.
 */
export function useLinkToken(): string | null {
  const [token, setToken] = useState(take)
  useEffect(() => {
    // A link that is pasted over this very page loads nothing anew.
    const onHash = () => setToken(take())
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])
  return token
}

function take(): string | null {
  const given = location.hash.slice(1)
  if (given) history.replaceState({ token: given }, '', `${location.pathname}${location.search}`)
  const kept: unknown = history.state
  return InspectLink.safeParse(kept).data?.token ?? (kept ? 'invalid' : null)
}
