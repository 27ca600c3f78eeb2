import { useQuery } from '@tanstack/react-query'
import { cx } from '../../ui/classes.ts'
import { BlobImage } from './BlobImage.tsx'
import { ImageIcon } from './icons.tsx'
import { fileQuery } from './queries.ts'

/** An image, cut to a square of the size of its place, so that nothing moves when it comes. What carries it has the name. */
export function Thumbnail({ id, className }: { id: string; className: string }) {
  const { data } = useQuery(fileQuery(id))
  return (
    <span className={cx('grid shrink-0 place-items-center overflow-hidden bg-sunken text-ink-3', className)}>
      {data ? <BlobImage blob={data} alt="" className="size-full object-cover" /> : <ImageIcon />}
    </span>
  )
}
