import type { ReactNode } from 'react'

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line-2 bg-sunken px-1.5 font-sans text-xs text-ink-2">
    {children}
  </kbd>
)
