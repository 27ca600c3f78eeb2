import { hash } from 'node:crypto'
import { z } from 'zod'
import { appError } from '../errors.ts'

/** The headers as routes document them. */
export const IfMatch = z.looseObject({
  'if-match': z.string().max(500).optional().describe('The ETag last seen; answers 412 with the current row where it no longer holds.'),
})
export const IfNoneMatch = z.looseObject({ 'if-none-match': z.string().max(500).optional().describe('An ETag seen before; answers 304 where it still holds.') })

/** @param beside what the answer shows that changes without the version: part of the tag, and nothing that If-Match looks at */
export const etag = ({ version }: { version: number }, beside?: string) =>
  beside === undefined ? `"${version}"` : `"${version}-${hash('sha1', beside, 'base64url')}"`

/** The versions that an If-Match header names; null for none or `*`. */
export function expectedVersions(header: string | undefined): number[] | null {
  if (header === undefined || header.trim() === '*') return null
  const tags = header.split(',').map((part) => part.trim())
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag)))
    throw appError('INVALID_PARAMETER', { details: [{ path: 'If-Match', message: 'A list of ETags, or *.' }] })
  // A weak or foreign tag is well-formed and matches nothing.
  return tags.flatMap((tag) => /^"(\d{1,9})(-[\w-]+)?"$/.exec(tag)?.[1] ?? []).map(Number)
}
