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
      {/* From the top: in the middle all of it would move with the height of what comes. */}
      <header className="flex justify-center pt-[max(2rem,10dvh)] pb-6">
        <Logo />
      </header>
      <main className="mx-auto w-full max-w-md px-4">
        <ErrorBoundary>
          <Suspense fallback={<p className="sr-only">{ui.loading}</p>}>{children}</Suspense>
        </ErrorBoundary>
      </main>
      <footer className="mt-auto flex justify-center py-6">
        <Preferences />
      </footer>
      <TooltipLayer />
    </div>
  )
}
