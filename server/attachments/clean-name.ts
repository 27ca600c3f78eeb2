import { ATTACHMENT_NAME_MAX } from '#shared/attachments.ts'

/** Control characters, and those that turn the direction of writing: "gpj.exe" must not look like "exe.jpg". */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029\ufffd]/gu

/** What a file is called here: the last part of its path, one line that shows all of itself. */
export function cleanName(given: string): string {
  const [base = ''] = given.toWellFormed().normalize('NFC').split(/[/\\]/).slice(-1)
  const name = base.replaceAll(invisible, '').replaceAll(/\s+/g, ' ').trim()
  if (/^\.*$/.test(name)) return 'file'
  if (name.length <= ATTACHMENT_NAME_MAX) return name
  const [ending = ''] = /\.[^.\s]{1,10}$/.exec(name) ?? []
  return `${name
    .slice(0, ATTACHMENT_NAME_MAX - ending.length - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}…${ending}`
}

/** What a file may be called that has the name of something: what no file name may hold is left out. */
export const fileNameOf = (name: string, otherwise: string): string =>
  name
    .replaceAll(/[\p{Cc}\p{Cf}\s"*/:<>?\\|%]+/gu, ' ')
    .trim()
    .slice(0, 80)
    .toWellFormed() || otherwise

/** As a header can say it (RFC 6266): plain letters for old readers, all of it for the others. */
export function disposition(how: 'inline' | 'attachment', name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const whole = encodeURIComponent(name).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${how}; filename="${plain}"; filename*=UTF-8''${whole}`
}
