import { Skeleton } from '../../ui/Skeleton.tsx'

/** The place of a message that is not here yet, as high as it was taken to be. */
export const Gap = ({ height }: { height: number }) => (
  <div aria-hidden="true" className="grid content-start gap-3 overflow-hidden py-3" style={{ height }}>
    <Skeleton className="h-4 w-11/12" />
    <Skeleton className="h-4 w-4/5" />
    <Skeleton className="h-4 w-3/5" />
  </div>
)
