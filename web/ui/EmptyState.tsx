import type { ReactNode } from 'react'
import type { IconType } from './icons.tsx'

export type EmptyStateProps = {
  icon?: IconType
  title: string
  text?: ReactNode
  action?: ReactNode /** It is all there is on the page, so its title is the page's. */
  page?: boolean
}

/** Says why there is nothing here and leads on. */
export function EmptyState({ icon: Icon, title, text, action, page = false }: EmptyStateProps) {
  const Title = page ? 'h1' : 'p'
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center">
      {Icon && (
        <span className="mb-1 grid size-11 place-items-center rounded-xl bg-accent-soft text-accent">
          <Icon size={20} />
        </span>
      )}
      <Title className="text-lg font-semibold">{title}</Title>
      {text && <p className="text-balance text-ink-2">{text}</p>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
