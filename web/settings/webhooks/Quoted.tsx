import { cx } from '../../ui/classes.ts'

/** What was sent or answered, as it stands. @param className how high it may be before it scrolls */
export const Quoted = ({ label, className, children }: { label: string; className: string; children: string }) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
  <div tabIndex={0} role="group" aria-label={label} className={cx('overflow-y-auto rounded-lg bg-sunken', className)}>
    <pre className="px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-ink-2">{children}</pre>
  </div>
)
