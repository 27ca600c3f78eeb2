import { cx } from './classes.ts'

export const Spinner = ({ className }: { className?: string }) => (
  <svg
    className={cx('size-4 animate-spin', className)}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    aria-hidden="true"
  >
    <circle cx="8" cy="8" r="6" opacity="0.25" />
    <path d="M14 8a6 6 0 0 0-6-6" />
  </svg>
)
