import { expect, it } from 'vitest'
import { ATTACHMENT_NAME_MAX } from '#shared/attachments.ts'
import { cleanName, disposition } from './clean-name.ts'

it.each([
  ['季度报告.pdf', '季度报告.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\照片.png', '照片.png'],
  ['a\0b.txt', 'ab.txt'],
  ['photo\u202Egpj.exe', 'photogpj.exe'],
  ['a\r\nContent-Type: text/html\r\n.txt', 'html.txt'],
  ['  two   spaces .txt ', 'two spaces .txt'],
  ['', 'file'],
  ['..', 'file'],
  ['\u200b', 'file'],
  ['\ud800.txt', '.txt'],
])('%j is called %j', (given, expected) => {
  expect(cleanName(given)).toBe(expected)
})

it('a long name keeps its ending', () => {
  for (const given of [`${'长'.repeat(400)}.docx`, `${'🎉'.repeat(200)}.png`, 'x'.repeat(500)]) {
    const name = cleanName(given)
    expect(name.length).toBeLessThanOrEqual(ATTACHMENT_NAME_MAX)
    expect(name.isWellFormed()).toBe(true)
    expect(name.endsWith(/\.\w+$/.exec(given)?.[0] ?? '…')).toBe(true)
  }
})

it('a header says it to old readers and to new ones, and nothing else', () => {
  expect(disposition('attachment', `季"度'.pdf`)).toBe(`attachment; filename="___'.pdf"; filename*=UTF-8''%E5%AD%A3%22%E5%BA%A6%27.pdf`)
  expect(disposition('inline', 'a.png')).toBe(`inline; filename="a.png"; filename*=UTF-8''a.png`)
})
