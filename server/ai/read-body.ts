import { ModelFailure } from './failure.ts'

/**
 * A whole body as text, up to a size.
 * @param cut what to do with more: keep the beginning, or refuse
 */
export async function readBody(body: AsyncIterable<Uint8Array> | null, maxBytes: number, cut: 'keep' | 'refuse', onBytes?: () => void): Promise<string> {
  if (!body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // Leaving the loop cancels the body.
  for await (const piece of body) {
    onBytes?.()
    bytes += piece.byteLength
    if (bytes > maxBytes && cut === 'refuse')
      throw new ModelFailure('MODEL_ANSWER_INVALID', `The provider sent more than ${maxBytes} bytes.`, { retryable: false })
    text += decoder.decode(piece, { stream: true })
    if (bytes > maxBytes) return text.slice(0, maxBytes)
  }
  return text + decoder.decode()
}

/** undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
