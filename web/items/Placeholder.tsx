import { Skeleton } from '../ui/Skeleton.tsx'

/** Rows to be, while the first page is on its way. */
export function RowsToBe({ wide }: { wide: boolean }) {
  return (
    <div aria-hidden="true" className="min-h-0 flex-1 overflow-hidden">
      {wide && <div className="h-9 border-b border-line-2" />}
      {Array.from({ length: 16 }, (_, index) => (
        // Nothing tells these apart but their place.
        // oxlint-disable-next-line no-array-index-key
        <div key={index} className={`flex items-center gap-6 border-b border-line ${wide ? 'h-10 px-6' : 'h-17 px-4'}`}>
          <Skeleton className="size-4" />
          <Skeleton className={`h-3.5 ${['w-40', 'w-56', 'w-32'][index % 3]}`} />
          {wide && <Skeleton className={`h-3.5 ${['w-80', 'w-60', 'w-96'][index % 3]}`} />}
        </div>
      ))}
    </div>
  )
}
