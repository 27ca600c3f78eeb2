import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** After drawing, what grows rests for so many times as long as it took: a sixth of the time at most goes into it, however large it is. */
const REST = 5

/** A value that changes with every frame, as often as drawing it is cheap. @param growing otherwise it is passed on as it is */
export function usePaced<T>(value: T, growing: boolean): T {
  const [shown, setShown] = useState(value)
  const due = useRef(0)
  useEffect(() => {
    if (!growing || shown === value) return
    const timer = setTimeout(
      () => {
        const began = performance.now()
        flushSync(() => setShown(value))
        const took = performance.now() - began
        due.current = began + took * (REST + 1)
      },
      Math.max(0, due.current - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [value, shown, growing])
  return growing ? shown : value
}
