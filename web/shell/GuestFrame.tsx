import type { ReactNode } from 'react'
import { cx } from '../ui/classes.ts'
import { TooltipLayer } from '../ui/Tooltip.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Logo } from './Logo.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { Preferences } from './Preferences.tsx'

/** Around the pages for people who are not signed in: nothing that leads anywhere. @param wide for reading, not for a form */
export function GuestFrame({ wide, children }: { wide: boolean; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <OfflineBanner />
      {/* From the top: in the middle all of it would move with the height of what comes. */}
      <header className="flex justify-center pt-[max(2rem,10dvh)] pb-6">
        <Logo />
      </header>
      <main className={cx('mx-auto w-full px-4', wide ? 'max-w-3xl' : 'max-w-md')}>
        <ErrorBoundary>{children}</ErrorBoundary>
      </main>
      <footer className="mt-auto flex justify-center py-6">
        <Preferences />
      </footer>
      <TooltipLayer />
    </div>
  )
}
