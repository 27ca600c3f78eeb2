import { z } from 'zod'
import { success } from './envelope.ts'
import { Id, Timestamp } from './text.ts'

/** A scanned contract, a photo in full; what models take in one piece ends soon after. */
export const ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
/** Some 300,000 tokens, more than nearly every model can read. */
export const ATTACHED_TEXT_MAX_BYTES = 1024 * 1024
/** With one question. Providers take about as many images at a time. */
export const ATTACHMENTS_MAX = 10
/** All of one question together: Gemini takes 20 MB, and base64 makes a third more of it. */
export const ATTACHED_MAX_BYTES = 15 * 1024 * 1024
/** Of one account, sent and unsent. */
export const ATTACHMENT_QUOTA_BYTES = 500 * 1024 * 1024
/** Drafts of a whole team of conversations; beyond that somebody is using this as a disk. */
export const UNSENT_MAX = 100
/** A draft may wait over a holiday for its question. */
export const UNSENT_DAYS = 7
/** A side, and all of it: a small file can claim to be as large as no browser can draw. */
export const IMAGE_MAX_SIDE = 16_384
export const IMAGE_MAX_PIXELS = 50_000_000
export const ATTACHMENT_NAME_MAX = 150

export const AttachmentKind = z.enum(['image', 'pdf', 'text'])
export type AttachmentKind = z.infer<typeof AttachmentKind>

/** What is attached is known by its content; whatever the sender calls it. */
export const attachmentTypes = {
  image: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
  pdf: ['application/pdf'],
  text: ['text/plain'],
} as const satisfies Record<AttachmentKind, string[]>

export const Attachment = z
  .object({
    id: Id,
    name: z.string().describe('As the file was called, without its folder and without what cannot be shown.'),
    kind: AttachmentKind,
    media_type: z.string().describe('By the content, not by the name. A text is UTF-8, whatever it came as.'),
    size: z.int().positive().describe('In bytes.'),
    width: z.int().positive().nullable().describe('Of an image, in pixels.'),
    height: z.int().positive().nullable(),
    created_at: Timestamp,
  })
  .meta({ id: 'Attachment' })
export type Attachment = z.infer<typeof Attachment>

/** The body of an upload, for its documentation: it is read piece by piece, never as a whole. */
export const AttachmentUpload = z.strictObject({ file: z.file().describe('One file: an image (PNG, JPEG, WebP, GIF), a PDF or a plain text.') })

export const Attachments = z
  .object({
    unsent: z.array(Attachment).describe('Uploaded and not part of a question yet, newest first.'),
    used_bytes: z.int().nonnegative(),
    quota_bytes: z.int().positive(),
  })
  .meta({ id: 'Attachments' })
export type Attachments = z.infer<typeof Attachments>

export const AttachmentParams = z.strictObject({ id: Id })
export const AttachmentEnvelope = success('AttachmentEnvelope', Attachment)
export const AttachmentsEnvelope = success('AttachmentsEnvelope', Attachments)

/**
 * Whether a model that takes these modalities can be given a file of this kind; `null` is not known, which only its answer tells. OpenRouter
 * reads PDFs for models that take text alone.
 */
export const takesKind = (modalities: readonly string[] | null, kind: AttachmentKind): boolean =>
  modalities === null || modalities.includes(kind === 'image' ? 'image' : 'text') || (kind === 'pdf' && modalities.includes('file'))

/** An image costs models 258 to 1,600 tokens, by its size; a page of a PDF about as much as its text, of which 50 bytes give one. */
const IMAGE_TOKENS = { least: 258, most: 1600, pixelsPerToken: 750 }
const PDF_TOKENS = { least: 1000, most: 50_000, bytesPerToken: 50 }
/** A Chinese character is three bytes and a token, four Latin letters are one. */
const TEXT_BYTES_PER_TOKEN = 3

/** Roughly what it costs a model to read; rather too many than too few. */
export function estimateAttachmentTokens({ kind, size, width, height }: Pick<Attachment, 'kind' | 'size' | 'width' | 'height'>): number {
  if (kind === 'text') return Math.ceil(size / TEXT_BYTES_PER_TOKEN)
  const { least, most } = kind === 'image' ? IMAGE_TOKENS : PDF_TOKENS
  const tokens = kind === 'image' ? ((width ?? 0) * (height ?? 0)) / IMAGE_TOKENS.pixelsPerToken : size / PDF_TOKENS.bytesPerToken
  return Math.ceil(Math.min(most, Math.max(least, tokens)))
}
