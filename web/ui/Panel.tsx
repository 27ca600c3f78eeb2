import { type ReactNode, useId } from 'react'

/** One matter of a page: its title, what stands beside it (below it where there is no room), and its content. */
export function Panel({ title, side, children }: { title: string; side?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 overflow-hidden rounded-xl border border-line bg-surface">
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-1.5 md:px-5">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {side}
      </header>
      {children}
    </section>
  )
}
