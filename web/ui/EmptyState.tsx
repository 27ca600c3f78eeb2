import type { ReactNode } from 'react'
import type { IconType } from './icons.tsx'

export type EmptyStateProps = { icon?: IconType; title: string; text?: ReactNode; action?: ReactNode }

/** Says why there is nothing here and leads on. */
export function EmptyState({ icon: Icon, title, text, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center">
      {Icon && (
        <span className="mb-1 grid size-11 place-items-center rounded-xl bg-accent-soft text-accent">
          <Icon size={20} />
        </span>
      )}
      <p className="text-lg font-semibold">{title}</p>
      {text && <p className="text-ink-2">{text}</p>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
