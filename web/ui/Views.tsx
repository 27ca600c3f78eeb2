import { Link } from '../link.tsx'

export type View = { label: string; href: string; here: boolean }

/** Which of several views of a page is shown; each has its address. For fingers a link is as high as its frame, which is as high as what stands beside it. */
export const Views = ({ label, views }: { label: string; views: View[] }) => (
  <nav aria-label={label} className="flex shrink-0 rounded-md bg-sunken p-0.5">
    {views.map((view) => (
      <Link
        key={view.href}
        href={view.href}
        aria-current={view.here ? 'page' : undefined}
        className="flex h-7 items-center rounded-[5px] px-3 text-sm font-medium text-ink-2 justify-center pointer-coarse:relative pointer-coarse:h-10 pointer-coarse:min-w-11 pointer-coarse:after:absolute pointer-coarse:after:inset-x-0 pointer-coarse:after:-inset-y-0.5 hover:text-ink data-[here=true]:bg-surface data-[here=true]:text-ink data-[here=true]:shadow-sm"
        data-here={view.here}
      >
        {view.label}
      </Link>
    ))}
  </nav>
)
