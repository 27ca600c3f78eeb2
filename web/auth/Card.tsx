import type { ReactNode } from 'react'
import { useTitle } from '../title.ts'

/** What stands in the middle of a page for people who are not signed in. */
export function Card({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  useTitle(title)
  return (
    <div className="grid gap-5 rounded-xl border border-line bg-surface p-5 sm:p-6">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold text-balance">{title}</h1>
        {text && <p className="text-ink-2">{text}</p>}
      </div>
      {children}
    </div>
  )
}

/** What went wrong with a form as a whole. It is there before it says something, so that it is read out then. */
export const FormError = ({ children }: { children: ReactNode }) => (
  <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-2 empty:hidden">
    {children}
  </p>
)
