import { Skeleton } from '../ui/Skeleton.tsx'

/** As high as the rows that come. */
export const ListToBe = () => (
  <div className="divide-y divide-line border-t border-line">
    {['w-2/5', 'w-1/2', 'w-1/3'].map((width) => (
      <div key={width} className="grid gap-2 px-4 py-3.5 md:px-5">
        <Skeleton className={`h-4 ${width}`} />
        <Skeleton className="h-3.5 w-3/5" />
      </div>
    ))}
  </div>
)
