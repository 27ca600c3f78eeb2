import { type ReactNode, useId } from 'react'

export function Panel({ title, side, children }: { title: string; side?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 overflow-hidden rounded-xl border border-line bg-surface">
      <header className="flex min-h-11 items-center justify-between gap-3 border-b border-line px-4 md:px-5">
        <h2 id={id} className="shrink-0 font-semibold">
          {title}
        </h2>
        {side}
      </header>
      {children}
    </section>
  )
}
