import { cx } from './classes.ts'

/** The grey place of something that is still coming; give it the size of that through `className`. */
export const Skeleton = ({ className }: { className?: string }) => <div aria-hidden="true" className={cx('shimmer rounded-md', className ?? 'h-4 w-full')} />
