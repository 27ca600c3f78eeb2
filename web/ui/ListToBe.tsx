import { cx } from './classes.ts'
import { Skeleton } from './Skeleton.tsx'

/** Rows that are still coming, about as high. @param framed on its own, not within something that has a frame */
export const ListToBe = ({ framed = false }: { framed?: boolean }) => (
  <div className={cx('divide-y divide-line', framed ? 'overflow-hidden rounded-xl border border-line bg-surface' : 'border-t border-line')}>
    {['w-1/4', 'w-1/3', 'w-1/5', 'w-2/5'].map((width) => (
      <div key={width} className="grid gap-1.5 px-4 py-3.5 md:px-5">
        <Skeleton className={`h-4 ${width}`} />
        <Skeleton className="h-3.5 w-2/5" />
      </div>
    ))}
  </div>
)
