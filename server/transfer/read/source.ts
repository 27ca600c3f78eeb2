import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/** A file, wherever it is kept: it is read more than once, and from any place. */
export type Source = {
  size: number
  /** The bytes from `from` up to, not including, `to`, in pieces of any size. */
  read: (from?: number, to?: number) => AsyncIterable<Uint8Array>
}

const PIECE_BYTES = 256 * 1024

export async function fileSource(path: string): Promise<Source> {
  const { size } = await stat(path)
  return {
    size,
    async *read(from = 0, to = size) {
      if (to <= from) return
      for await (const piece of createReadStream(path, { start: from, end: to - 1, highWaterMark: PIECE_BYTES })) {
        if (!(piece instanceof Uint8Array)) throw new Error('A file gave text')
        yield piece
      }
    },
  }
}

/** The first bytes of a file, as many as it has of them. */
export async function firstBytes(source: Source, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source.read(0, Math.min(most, source.size))) pieces.push(piece)
  return Buffer.concat(pieces)
}
