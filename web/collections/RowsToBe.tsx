import { Skeleton } from '../ui/Skeleton.tsx'

/** The grid while its first rows are on their way. */
export const RowsToBe = () => (
  <div className="grid content-start gap-px overflow-hidden">
    <div className="h-9 border-b border-line-2 bg-paper" />
    {['w-40', 'w-52', 'w-36', 'w-48', 'w-44', 'w-56'].map((width) => (
      <div key={width} className="flex h-9 items-center border-b border-line bg-surface pl-16">
        <Skeleton className={`h-4 ${width}`} />
      </div>
    ))}
  </div>
)
