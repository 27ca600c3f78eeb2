import { useEffect, useRef } from 'react'

/**
 * What a key asks for is done once the answer to what was typed before it is there: whoever types fast and presses Enter means what they typed.
 * @returns asks for it; and what forgets it, where something else is typed or done meanwhile
 */
export function useOnceAnswered(pending: boolean, act: () => void): [ask: () => void, forget: () => void] {
  const wanted = useRef(false)
  useEffect(() => {
    if (!wanted.current || pending) return
    wanted.current = false
    act()
  })
  return [
    () => {
      if (pending) wanted.current = true
      else act()
    },
    () => {
      wanted.current = false
    },
  ]
}
