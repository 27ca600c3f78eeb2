import type { AttachmentKind } from '#shared/attachments.ts'

/** What a file is by its content. */
export type Sniffed = { kind: AttachmentKind; mediaType: string; width: number | null; height: number | null }

/** The beginnings that are known (bytes as Latin-1), and where an image says how large it is. A JPEG says it behind whatever its camera wrote. */
const signatures: { begins: RegExp; mediaType: string; measure?: (head: Buffer) => [number, number] | undefined }[] = [
  {
    begins: /^\x89PNG\r\n.\n.{4}IHDR/s,
    mediaType: 'image/png',
    measure: (head) => (head.length < 24 ? undefined : [head.readUInt32BE(16), head.readUInt32BE(20)]),
  },
  { begins: /^\xff\xd8\xff/, mediaType: 'image/jpeg', measure: measureJpeg },
  { begins: /^GIF8[79]a/, mediaType: 'image/gif', measure: (head) => (head.length < 10 ? undefined : [head.readUInt16LE(6), head.readUInt16LE(8)]) },
  { begins: /^RIFF.{4}WEBPVP8/s, mediaType: 'image/webp', measure: measureWebp },
  { begins: /^%PDF-[12]\.\d/, mediaType: 'application/pdf' },
]

/**
 * @param head the first bytes of the file, at least 64 kB of them where it is longer
 * @returns undefined for what is none of the images and no PDF; it may still be a text. An image without a size is no image.
 */
export function sniff(head: Buffer): Sniffed | undefined {
  const start = head.toString('latin1', 0, 32)
  const found = signatures.find(({ begins }) => begins.test(start))
  if (!found) return undefined
  const { mediaType, measure } = found
  if (!measure) return { kind: 'pdf', mediaType, width: null, height: null }
  const [width, height] = measure(head) ?? []
  return { kind: 'image', mediaType, width: width || null, height: height || null }
}

/** The frame's header among the segments, each of which says how long it is. */
function measureJpeg(head: Buffer): [number, number] | undefined {
  for (let at = 2; at + 9 <= head.length; ) {
    if (head[at] !== 0xff) return undefined
    const marker = head[at + 1] ?? 0
    // Filling, and marks that stand alone.
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return [head.readUInt16BE(at + 7), head.readUInt16BE(at + 5)]
    at += 2 + head.readUInt16BE(at + 2)
  }
  return undefined
}

/** Lossy, lossless or extended: each has it elsewhere. */
function measureWebp(head: Buffer): [number, number] | undefined {
  if (head.length < 30) return undefined
  const form = head.toString('latin1', 12, 16)
  if (form === 'VP8X') return [1 + head.readUIntLE(24, 3), 1 + head.readUIntLE(27, 3)]
  if (form === 'VP8 ') return [head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff]
  if (form !== 'VP8L') return undefined
  const bits = head.readUInt32LE(21)
  return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)]
}
