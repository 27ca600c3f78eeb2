import { crc32, deflateSync } from 'node:zlib'

// Files as programs write them, made here so that none lies about as bytes that nobody can read.

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG of one colour. @param claims a size that it says it has, where that is not so */
export function png(width: number, height: number, colour: [number, number, number] = [40, 120, 200], claims = { width, height }): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(claims.width, 0)
  header.writeUInt32BE(claims.height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

const be16 = (...values: number[]) => Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]))

/** The segments of a JPEG up to its scan, which is what is looked at. @param before bytes of what a camera writes first */
export function jpeg(width: number, height: number, before = 0): Buffer {
  const segments: Buffer[] = []
  for (let left = before; left > 0; left -= 60_000) {
    const size = Math.min(left, 60_000)
    segments.push(Buffer.from([0xff, 0xe1]), be16(size + 2), Buffer.alloc(size, 7))
  }
  const frame = Buffer.concat([
    Buffer.from([0xff, 0xc0]),
    be16(17),
    Buffer.from([8]),
    be16(height, width),
    Buffer.from([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
  ])
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, frame, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9])])
}

export function gif(width: number, height: number): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(width, 0)
  size.writeUInt16LE(height, 2)
  return Buffer.concat([Buffer.from('GIF89a', 'latin1'), size, Buffer.from([0, 0, 0, 0x3b])])
}

export function webp(form: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer {
  const data = Buffer.alloc(20)
  if (form === 'VP8X') {
    data.writeUIntLE(width - 1, 4, 3)
    data.writeUIntLE(height - 1, 7, 3)
  } else if (form === 'VP8 ') {
    data.set([0x9d, 0x01, 0x2a], 3)
    data.writeUInt16LE(width, 6)
    data.writeUInt16LE(height, 8)
  } else {
    data[0] = 0x2f
    data.writeUInt32LE((width - 1) | ((height - 1) << 14), 1)
  }
  const size = Buffer.alloc(4)
  size.writeUInt32LE(data.length)
  const whole = Buffer.alloc(4)
  whole.writeUInt32LE(12 + data.length)
  return Buffer.concat([Buffer.from('RIFF', 'latin1'), whole, Buffer.from(`WEBP${form}`, 'latin1'), size, data])
}

/** One page that says hello. @param bytes how large it is to be at least */
export const pdf = (bytes = 0): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n%${'x'.repeat(bytes)}\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  )

const BOUNDARY = 'deskmate-test-boundary'
export const formType = `multipart/form-data; boundary=${BOUNDARY}`

/** A form with one file, as browsers send it. */
export function form(content: Uint8Array, { name = 'file.bin', field = 'file', type = 'application/octet-stream' } = {}): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
}
/** A form with more than the file. */
export const formWith = (content: Uint8Array, rest: string): Buffer =>
  Buffer.concat([form(content).subarray(0, -4), Buffer.from(`\r\n${rest}\r\n--${BOUNDARY}--\r\n`)])
