import { type ReactNode, useId } from 'react'

/** One matter of a section: what it is, what to know about it, and its controls. */
export function Part({ title, text, side, children }: { title: string; text?: ReactNode; side?: ReactNode; children?: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="overflow-hidden rounded-xl border border-line bg-surface">
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-4 pt-4 pb-4 md:px-5">
        <div className="grid min-w-0 flex-1 basis-60 gap-1">
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {text && <p className="text-sm text-ink-2">{text}</p>}
        </div>
        {side}
      </header>
      {children}
    </section>
  )
}

export const PartBody = ({ children }: { children: ReactNode }) => <div className="border-t border-line px-4 py-4 md:px-5">{children}</div>
