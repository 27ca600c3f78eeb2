import { type ReactNode, Suspense } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { TooltipLayer } from '../ui/Tooltip.tsx'
import { uiTexts } from '../ui/texts.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Logo } from './Logo.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { Preferences } from './Preferences.tsx'

/** Around the pages for people who are not signed in: nothing that leads anywhere. */
export function GuestFrame({ children }: { children: ReactNode }) {
  const ui = useTexts(uiTexts)
  return (
    <div className="flex min-h-dvh flex-col">
      <OfflineBanner />
      <div className="m-auto grid w-full max-w-md gap-6 px-4 py-8">
        <header className="flex justify-center">
          <Logo />
        </header>
        <main className="min-h-80">
          <ErrorBoundary>
            <Suspense fallback={<p className="sr-only">{ui.loading}</p>}>{children}</Suspense>
          </ErrorBoundary>
        </main>
        <footer className="flex justify-center">
          <Preferences />
        </footer>
      </div>
      <TooltipLayer />
    </div>
  )
}
