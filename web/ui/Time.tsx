import { useFormats } from '../i18n/format.ts'

/** A moment: short as it stands, complete as a tooltip (see Tooltip.tsx). */
export function Time({ at, className }: { at: string; className?: string }) {
  const formats = useFormats()
  return (
    <time dateTime={at} className={className}>
      {formats.ago(at)}
    </time>
  )
}
