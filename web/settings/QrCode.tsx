import { useEffect, useState } from 'react'

/** Light modules around it, without which cameras do not find it. */
const QUIET = 4

/** Black on white in either theme, as not every reader knows the reverse. What draws it comes when it is needed; where it does not come, the text can still be typed. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [rows, setRows] = useState<boolean[][]>()
  useEffect(() => {
    let current = true
    import('uqr').then(({ encode }) => current && setRows(encode(text, { ecc: 'M', border: 0 }).data)).catch(() => undefined)
    return () => {
      current = false
    }
  }, [text])
  const size = (rows?.length ?? 0) + 2 * QUIET
  const dark = rows?.flatMap((row, y) => row.map((on, x) => (on ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ''))).join('')
  return (
    <div className="mx-auto size-48 overflow-hidden rounded-lg border border-line-2 bg-[#fff]">
      {dark && (
        <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-full">
          <path d={dark} fill="#000" />
        </svg>
      )}
    </div>
  )
}
