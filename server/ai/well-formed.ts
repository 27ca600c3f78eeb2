/**
 * Makes the pieces of a text storable: a pair of surrogates that was cut in two is put together again, what cannot be stored
 * (NUL, half a pair) becomes U+FFFD.
 */
export function startText() {
  let held = ''
  return {
    add(piece: string): string {
      const whole = held + piece
      const last = whole.charCodeAt(whole.length - 1)
      const half = last >= 0xd800 && last <= 0xdbff
      held = half ? whole.slice(-1) : ''
      return clean(half ? whole.slice(0, -1) : whole)
    },
    end(): string {
      const rest = clean(held)
      held = ''
      return rest
    },
  }
}

const clean = (text: string) => (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text).toWellFormed()
