import { expect, it } from 'vitest'
import { gif, jpeg, pdf, png, webp } from '../test/sample-files.ts'
import { readText } from './read-text.ts'
import { sniff } from './sniff.ts'

it.each([
  ['PNG', png(30, 20), { kind: 'image', mediaType: 'image/png', width: 30, height: 20 }],
  ['JPEG', jpeg(4032, 3024), { kind: 'image', mediaType: 'image/jpeg', width: 4032, height: 3024 }],
  ['JPEG of a telephone, which says much before', jpeg(4032, 3024, 700_000), { kind: 'image', mediaType: 'image/jpeg', width: 4032, height: 3024 }],
  ['GIF', gif(300, 7), { kind: 'image', mediaType: 'image/gif', width: 300, height: 7 }],
  ['WebP, lossy', webp('VP8 ', 640, 480), { kind: 'image', mediaType: 'image/webp', width: 640, height: 480 }],
  ['WebP, lossless', webp('VP8L', 16_000, 9), { kind: 'image', mediaType: 'image/webp', width: 16_000, height: 9 }],
  ['WebP, extended', webp('VP8X', 70_000, 2), { kind: 'image', mediaType: 'image/webp', width: 70_000, height: 2 }],
  ['PDF', pdf(), { kind: 'pdf', mediaType: 'application/pdf', width: null, height: null }],
])('%s is known by its beginning', (_name, bytes, expected) => {
  expect(sniff(bytes)).toEqual(expected)
})

it.each([
  ['nothing', Buffer.alloc(0)],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a drawing with scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['an archive', Buffer.from('PK\x03\x04zip', 'latin1')],
  ['a program', Buffer.from('MZ\x90\0', 'latin1')],
  ['a PDF behind something else', Buffer.from('<script>1</script>%PDF-1.4')],
  ['an image of a kind that browsers cannot show', Buffer.from('\0\0\0\x20ftypheic', 'latin1')],
])('%s is none of them', (_name, bytes) => {
  expect(sniff(bytes)).toBeUndefined()
})

it.each([
  ['PNG', png(30, 20)],
  ['JPEG', jpeg(40, 30, 500)],
  ['GIF', gif(300, 7)],
  ['WebP', webp('VP8L', 20, 9)],
])('a %s that is cut off anywhere is one without a size, or none', (_name, bytes) => {
  for (let length = 0; length < bytes.length; length++) {
    const found = sniff(bytes.subarray(0, length))
    if (found?.width) expect([found.width, found.height]).toEqual([sniff(bytes)?.width, sniff(bytes)?.height])
  }
})

it.each([
  ['UTF-8', Buffer.from('名称,数量\n季度报告,12\n'), '名称,数量\n季度报告,12\n'],
  ['UTF-8 with its mark', Buffer.from('\ufeff名称'), '名称'],
  ['UTF-16 of Windows', Buffer.from('\ufeff名称', 'utf16le'), '名称'],
  ['GB18030 of Excel', Buffer.from([0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0x31]), '名称,1'],
  ['a log with colours', Buffer.from('\u001b[31mred\u001b[0m'), '[31mred[0m'],
])('%s is read as text', (_name, bytes, expected) => {
  expect(readText(bytes)).toBe(expected)
})

it.each([
  ['NUL', Buffer.from('a\0b')],
  ['an archive', Buffer.concat([Buffer.from('PK\x03\x04\x14\0', 'latin1'), Buffer.alloc(40, 0xff)])],
  ['bytes of no writing', Buffer.from([0xff, 0xff, 0x81])],
])('%s is no text', (_name, bytes) => {
  expect(readText(bytes)).toBeUndefined()
})
