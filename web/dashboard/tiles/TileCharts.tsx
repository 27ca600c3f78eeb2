/** One part of a chart: what it is called, how high it is, and what it says. */
export type Part = { key: string; label: string; height: number; text: string }

/** The drawings' own units. */
const WIDTH = 300
const HEIGHT = 100
/** More slices than these cannot be told apart. */
const SLICES = 8

const hues = [165, 250, 55, 305, 22, 92, 190, 350]
const colour = (at: number) => `oklch(0.62 0.13 ${hues[at % hues.length] ?? 0})`

/** The same for those who see no chart. */
export const DataTable = ({ title, heads, parts, hidden }: { title: string; heads: [string, string]; parts: readonly Part[]; hidden: boolean }) => (
  <div className={hidden ? 'sr-only' : 'max-h-64 overflow-y-auto'}>
    <table className="w-full text-sm">
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr className="text-left text-ink-2">
          <th scope="col" className="py-1 pr-3 font-medium">
            {heads[0]}
          </th>
          <th scope="col" className="py-1 text-right font-medium">
            {heads[1]}
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ key, label, text }) => (
          <tr key={key} className="border-t border-line">
            <th scope="row" className="py-1 pr-3 text-left font-normal">
              {label}
            </th>
            <td className="py-1 text-right tabular-nums">{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

export function Bars({ parts }: { parts: readonly Part[] }) {
  const most = Math.max(...parts.map(({ height }) => height), 0)
  return (
    <div aria-hidden="true" className="grid max-h-64 gap-1.5 overflow-y-auto text-sm">
      {parts.map(({ key, label, height, text }) => (
        <div key={key} className="grid grid-cols-[minmax(0,7rem)_1fr_auto] items-center gap-2">
          <span className="truncate text-ink-2">{label}</span>
          <span className="h-3 rounded bg-sunken">
            <span className="block h-full rounded bg-accent" style={{ width: `${most > 0 ? Math.max(1, (Math.max(0, height) / most) * 100) : 0}%` }} />
          </span>
          <span className="tabular-nums">{text}</span>
        </div>
      ))}
    </div>
  )
}

export function Line({ parts, low = false }: { parts: readonly Part[]; low?: boolean }) {
  const heights = parts.map(({ height }) => height)
  const [least, most] = [Math.min(0, ...heights), Math.max(...heights, 1)]
  const x = (at: number) => (parts.length < 2 ? WIDTH / 2 : (at / (parts.length - 1)) * WIDTH)
  const y = (value: number) => HEIGHT - 4 - ((value - least) / (most - least || 1)) * (HEIGHT - 8)
  return (
    <div aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={`block w-full ${low ? 'h-12' : 'h-36'}`}>
        <line x1="0" x2={WIDTH} y1={y(0)} y2={y(0)} className="stroke-line-2" vectorEffect="non-scaling-stroke" />
        <polyline
          points={heights.map((height, at) => `${x(at)},${y(height)}`).join(' ')}
          className="fill-none stroke-accent"
          strokeWidth="2"
          strokeLinejoin="round"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      {!low && (
        <div className="mt-1 flex justify-between gap-2 text-xs text-ink-3">
          <span>{parts[0]?.label}</span>
          <span>{parts.length > 1 && parts.at(-1)?.label}</span>
        </div>
      )}
    </div>
  )
}

export function Pie({ parts, rest }: { parts: readonly Part[]; rest: string }) {
  const all = parts.filter(({ height }) => height > 0)
  const shown = all.length > SLICES ? all.slice(0, SLICES - 1) : all
  const others = all.slice(shown.length).reduce((sum, { height }) => sum + height, 0)
  const slices = others > 0 ? [...shown, { key: 'rest', label: rest, height: others, text: '' }] : shown
  const total = slices.reduce((sum, { height }) => sum + height, 0)
  const starts = slices.map((_, at) => slices.slice(0, at).reduce((sum, { height }) => sum + height, 0) / total)
  return (
    <div aria-hidden="true" className="flex items-center gap-4">
      <svg viewBox="-1 -1 2 2" className="h-32 w-32 shrink-0 -rotate-90">
        {slices.map(({ key, height }, at) => {
          const start = starts[at] ?? 0
          const end = start + height / total
          const point = (part: number) => `${Math.cos(2 * Math.PI * part)} ${Math.sin(2 * Math.PI * part)}`
          return slices.length === 1 ? (
            <circle key={key} r="1" style={{ fill: colour(at) }} />
          ) : (
            <path key={key} d={`M 0 0 L ${point(start)} A 1 1 0 ${end - start > 0.5 ? 1 : 0} 1 ${point(end)} Z`} style={{ fill: colour(at) }} />
          )
        })}
      </svg>
      <ul className="grid min-w-0 flex-1 gap-1 text-sm">
        {slices.map(({ key, label, height }, at) => (
          <li key={key} className="flex items-center gap-2">
            <span className="size-2.5 shrink-0 rounded-sm" style={{ background: colour(at) }} />
            <span className="min-w-0 flex-1 truncate">{label}</span>
            <span className="text-ink-2 tabular-nums">{Math.round((height / total) * 100)}%</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
