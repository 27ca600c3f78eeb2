import { Skeleton } from '../../ui/Skeleton.tsx'

export const ListSkeleton = () => (
  <div className="grid gap-2 px-4 py-2">
    {['w-4/5', 'w-3/5', 'w-2/3', 'w-1/2', 'w-3/4'].map((width) => (
      <Skeleton key={width} className={`h-5 ${width}`} />
    ))}
  </div>
)
