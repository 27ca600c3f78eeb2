import { useFormats } from '../i18n/format.ts'

/** A moment: short as it stands, complete as a tooltip. */
export function Time({ at, className }: { at: string; className?: string }) {
  const formats = useFormats()
  return (
    <time dateTime={at} data-tip={formats.full(at)} className={className}>
      {formats.ago(at)}
    </time>
  )
}
