import { ChatEvent } from '#shared/chat.ts'
import { parseJson, readEach } from '../../stream.ts'

export type Frame = { position: number; event: ChatEvent }

/**
 * The frames of one response, in order. Ends when the response ends, throws when the connection breaks or falls silent.
 * @param onResume the server closes, and has said after how many milliseconds to read on
 */
export const readFrames = (response: Response, signal: AbortSignal, onResume: (wait: number) => void): AsyncGenerator<Frame> =>
  readEach(response, signal, onResume, parseFrame)

/** A frame that this page does not know is passed over: a newer server may say more, and the position of the next frame covers it. */
function parseFrame(id: string | undefined, data: string): Frame | null {
  const position = Number(id)
  if (!Number.isSafeInteger(position)) return null
  const event = ChatEvent.safeParse(parseJson(data))
  return event.success ? { position, event: event.data } : null
}
