import { send } from '../api.ts'
import { apiPaths, isGuestPage, type LoginReason, paths } from '../paths.ts'
import { forgetPerson, recall, remember } from './storage.ts'
import { keepUnsent } from './unsent.ts'

type Told = { type: 'left'; reason?: LoginReason | undefined } | { type: 'entered'; user: string }

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('deskmate.session') : null
const tell = (told: Told) => channel?.postMessage(told)

let leaving = false

/**
 * Goes to the sign-in page, as a new document: nothing that this one knows outlives it. Other tabs do the same. Unless the person wanted
 * to go, what was being written is kept, and signing in leads back here.
 */
export function leave(reason?: LoginReason): void {
  tell({ type: 'left', reason })
  go(reason)
}

function go(reason: LoginReason | undefined): void {
  if (leaving || isGuestPage(location.pathname)) return
  leaving = true
  remember('signed-in', null)
  const wanted = reason === 'signed-out'
  if (wanted) forgetPerson()
  else keepUnsent()
  location.replace(paths.login({ reason, next: wanted ? undefined : `${location.pathname}${location.search}` }))
}

/** Ends the sign-in here and on the server. Throws where the server could not be told, as the sign-in then goes on. */
export async function signOut(): Promise<void> {
  await send({ method: 'POST', path: apiPaths.logOut(), keepalive: true, alone: true })
  leave('signed-out')
}

/** Unused for too long: the server has ended the sign-in by itself, or does so now. */
export function timeOut(): void {
  void send({ method: 'POST', path: apiPaths.logOut(), keepalive: true, alone: true }).catch(() => undefined)
  leave('timeout')
}

/** Somebody has signed in in this browser. What was kept for somebody else goes. */
export function entered(user: string): void {
  if (recall('owner') !== user) forgetPerson()
  remember('owner', user)
  remember('signed-in', user)
  const now = String(Date.now())
  remember('used', now)
  remember('renewed', now)
  tell({ type: 'entered', user })
}

/** Follows what happens in other tabs. @param onEntered somebody signed in there, while this tab waits at the sign-in page */
export function followOtherTabs(onEntered: () => void): () => void {
  const here = recall('signed-in')
  const onMessage = ({ data }: MessageEvent<Told>) => {
    if (data.type === 'left') go(data.reason)
    else if (isGuestPage(location.pathname)) onEntered()
    else if (data.user !== here) location.reload()
  }
  // Going back may show a page as it was before its sign-in ended.
  const onShow = (event: PageTransitionEvent) => event.persisted && recall('signed-in') !== here && location.reload()
  channel?.addEventListener('message', onMessage)
  addEventListener('pageshow', onShow)
  return () => {
    channel?.removeEventListener('message', onMessage)
    removeEventListener('pageshow', onShow)
  }
}
