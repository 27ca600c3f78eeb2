const types = ['mousedown', 'mouseup', 'click', 'dblclick'] as const

let ignoring = false

/**
 * For what goes away under the pointer when it is clicked: the second half of a double click would go to whatever lies beneath it.
 * It is ignored, however late it comes; the next click of its own is not.
 */
export function ignoreRestOfClick(): void {
  if (ignoring) return
  ignoring = true
  const onClick = (event: MouseEvent) => {
    if (event.detail > 1) {
      event.preventDefault()
      event.stopImmediatePropagation()
    } else if (event.type === 'mousedown') {
      ignoring = false
      for (const type of types) removeEventListener(type, onClick, true)
    }
  }
  for (const type of types) addEventListener(type, onClick, true)
}
