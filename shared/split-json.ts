const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
/** White space of JSON, and the byte order mark that some editors put first. */
const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0xef || byte === 0xbb || byte === 0xbf

/**
 * Cuts JSON into the values that it is a list of, without parsing any of it: the elements of one list, or values one after the other, as
 * in JSON Lines. Bytes come in pieces of any size; what they say is the same. What is no JSON comes as it stands, for the parser to refuse.
 */
export function splitJson(): { push: (bytes: Uint8Array) => Generator<Uint8Array>; end: () => Uint8Array | null } {
  let pending: Uint8Array[] = []
  let begun = false
  /** Whether all of it is one list; undefined before its first byte. */
  let list: boolean | undefined
  let depth = 0
  let inString = false
  let escaped = false

  function take(last: Uint8Array): Uint8Array {
    const parts = [...pending, last]
    pending = []
    begun = false
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  function* push(bytes: Uint8Array): Generator<Uint8Array> {
    let start = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (inString) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) inString = false
        continue
      }
      if (depth === 0 && (isBlank(byte) || byte === COMMA || (list && byte === CLOSE_LIST))) {
        // The end of a number or a word; texts, lists and objects have ended themselves.
        if (begun) yield take(bytes.subarray(start, at))
        continue
      }
      if (list === undefined) {
        list = byte === OPEN_LIST
        if (list) continue
      }
      if (!begun) {
        begun = true
        start = at
      }
      if (byte === QUOTE) inString = true
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++
      else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        depth = Math.max(0, depth - 1)
        if (depth === 0) yield take(bytes.subarray(start, at + 1))
      }
    }
    if (begun) pending.push(bytes.slice(start))
  }

  return { push, end: () => (begun ? take(new Uint8Array()) : null) }
}
