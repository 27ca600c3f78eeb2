/** Which cell of the grid something on the page is in; the head is row -1. */
export function cellAt(target: EventTarget): { row: number; column: number } | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-cell]') : null
  const [row, column] = cell?.dataset.cell?.split(' ').map(Number) ?? []
  return row === undefined || column === undefined ? null : { row, column }
}

/** What answers to a press itself. */
export const isOwn = (target: EventTarget) => target instanceof Element && target.closest('a, button, input') !== null
