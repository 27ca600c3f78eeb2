import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import type { Timing } from '../session/timeout.ts'
import { later } from '../ui/later.ts'
import { useMedia, WIDE } from '../ui/media.ts'
import { Toaster } from '../ui/Toast.tsx'
import { TooltipLayer } from '../ui/Tooltip.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Logo } from './Logo.tsx'
import { Navigation } from './Navigation.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { Preferences } from './Preferences.tsx'
import { type Section, useSections } from './sections.ts'
import { useShortcuts } from './shortcuts.ts'
import { shellTexts } from './texts.ts'
import { UserMenu } from './UserMenu.tsx'
import { useSession } from './useSession.ts'

const helpSheet = later(() => import('./HelpSheet.tsx'))
const collectionLinks = later(() => import('../collections/CollectionLinks.tsx'))
const timeout = later(() => import('./Timeout.tsx'))

/** The frame of every page. It is as high as the window; a page scrolls within `main` or, as tables and chats do, within itself. */
export function Layout({ children }: { children: ReactNode }) {
  const t = useTexts(shellTexts)
  const [help, setHelp] = useState(false)
  const openHelp = () => setHelp(true)
  const me = useSession()
  const sections = useSections()
  const wide = useMedia(WIDE)
  useShortcuts(openHelp, { s: paths.settings(), ...Object.fromEntries(sections.map(({ letter, href }) => [letter, href])) })
  const [location] = useLocation()
  const section = location.split('/')[1] ?? ''
  const main = useFocusOn(section)
  return (
    <div className="grid h-dvh grid-rows-[auto_1fr_auto] md:grid-cols-[13.5rem_1fr] md:grid-rows-1">
      <a
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
        className="absolute top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        {t.skip}
      </a>
      <header className="flex items-center justify-between gap-2 border-line px-3 max-md:h-12 max-md:border-b md:flex-col md:items-stretch md:border-r md:bg-sunken md:px-2.5 md:py-3">
        <div className="grid gap-4">
          <Link href={paths.dashboard()} exact className="w-fit rounded-md pointer-coarse:py-2.5 md:px-2 md:py-1">
            <Logo />
          </Link>
          <div className="max-md:hidden">
            <Navigation place="side" sections={sections} />
          </div>
          {wide && me?.permissions.includes('items:read') && <Collections />}
        </div>
        <div className="flex items-center gap-1 md:grid md:gap-2">
          <div className="max-md:order-last md:grid">
            <UserMenu />
          </div>
          <Preferences onHelp={openHelp} />
        </div>
      </header>
      <div className="flex min-h-0 min-w-0 flex-col">
        <OfflineBanner />
        <main ref={main} id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <ErrorBoundary key={section}>{children}</ErrorBoundary>
        </main>
      </div>
      <div className="border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden">
        <Navigation place="foot" sections={sections} />
      </div>
      <Toaster />
      <TooltipLayer />
      {help && <Help sections={sections} onClose={() => setHelp(false)} />}
      {me?.session && (
        <ErrorBoundary quiet>
          <Timeout session={me.session} />
        </ErrorBoundary>
      )}
    </div>
  )
}

/** Nobody waits for it: without a server it comes when that is back. */
function Help(props: { sections: Section[]; onClose: () => void }) {
  const drawn = helpSheet.useIfPossible()
  return drawn ? <drawn.HelpSheet {...props} /> : null
}

/** What warns before a session ends; a page that was opened just before the network went has it as soon as that is back. */
function Timeout(props: { session: Timing }) {
  const drawn = timeout.useIfPossible()
  return drawn ? <drawn.Timeout {...props} /> : null
}

/** Below all that has its place already, so that nothing moves when it comes. */
function Collections() {
  const drawn = collectionLinks.useIfPossible()
  return drawn ? <drawn.CollectionLinks /> : null
}

/** After going to another page the focus is on it, so that a screen reader begins there and Tab goes on from there. */
function useFocusOn(section: string) {
  const main = useRef<HTMLElement>(null)
  const last = useRef(section)
  useEffect(() => {
    if (last.current === section) return
    last.current = section
    if (!main.current?.contains(document.activeElement)) main.current?.focus()
  }, [section])
  return main
}
