import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'

type DaySliderProps = {
  label: string
  /** How many days the chart has. */
  count: number
  /** Which of them is pointed at, counted from 0; null for none, when the last one is told. */
  at: number | null
  onAt: (at: number | null) => void
  /** The figures of the day that is told. */
  text: string | undefined
  className?: string
  children: ReactNode
}

/** A chart of days, drawn over its whole width: pointer, touch or arrow keys choose the day whose figures are told. */
export function DaySlider({ label, count, at, onAt, text, className = '', children }: DaySliderProps) {
  const within = (index: number) => Math.max(0, Math.min(count - 1, index))
  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    onAt(within(Math.floor(((event.clientX - box.left) / box.width) * count)))
  }
  const key = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onAt(within((at ?? count) + by))
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={(at ?? count - 1) + 1}
      aria-valuetext={text}
      className={`touch-pan-y rounded-sm ${className}`}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => onAt(null)}
      onBlur={() => onAt(null)}
      onKeyDown={key}
    >
      {children}
    </div>
  )
}
