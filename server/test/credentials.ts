// Whom a test speaks as, by the address that it speaks to: the administrator, unless the request says otherwise.

const tokens = new Map<string, string>()

/** From now on requests to this origin carry the token; of null none, whoever had this port before. */
export function speakAs(url: string, token: string | null): void {
  const { origin } = new URL(url)
  if (token === null) tokens.delete(origin)
  else tokens.set(origin, token)
}

/** `init` with the Authorization header of its address, unless it has one; an empty one says nobody. */
export function signed(url: string | URL, init: RequestInit = {}): RequestInit {
  const headers = new Headers(init.headers)
  const token = tokens.get(new URL(url).origin)
  if (headers.get('Authorization') === '') headers.delete('Authorization')
  else if (token !== undefined && !headers.has('Authorization') && !headers.has('Cookie')) headers.set('Authorization', `Bearer ${token}`)
  return { ...init, headers }
}

/** `fetch` as the administrator of that address. */
export const fetchSigned = (url: string | URL, init: RequestInit = {}): Promise<Response> => fetch(url, signed(url, init))
