/** Between what floats and what it belongs to, and between it and the edge of the window. */
const GAP = 4
const EDGE = 8

export type Align = 'start' | 'end' | 'middle'

/** Puts a floating element below its anchor, or above it where there is more room, and never outside of the window. */
export function place(floating: HTMLElement, anchor: Element, align: Align = 'start') {
  const around = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = floating
  const { clientWidth, clientHeight } = document.documentElement
  const wanted = align === 'start' ? around.left : align === 'end' ? around.right - width : around.left + around.width / 2 - width / 2
  const below = around.bottom + GAP
  const fitsBelow = below + height <= clientHeight - EDGE || around.top < clientHeight - around.bottom
  floating.style.left = `${Math.max(EDGE, Math.min(wanted, clientWidth - width - EDGE))}px`
  floating.style.top = `${Math.max(EDGE, fitsBelow ? below : around.top - height - GAP)}px`
}
