import { useState } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { chatTexts } from '../texts.ts'
import { hostOf, Link } from './Link.tsx'
import { Sandbox } from './Sandbox.tsx'

/** In characters of its address: a picture of a megabyte. */
const DATA_MAX = 1_400_000

/** A picture that the text itself holds. Not SVG, which is a document. */
export const isShownImage = (src: string) => src.length <= DATA_MAX && /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=]+$/.test(src)

/**
 * A picture from elsewhere tells its host who reads what, and can carry text of the conversation out in its address; so it is not asked for
 * until somebody says so of this one, having seen whose it is.
 */
export function Image({ src, alt }: { src: string; alt: string }) {
  const t = useTexts(chatTexts)
  const [state, setState] = useState<'asked' | 'shown' | 'failed'>('asked')
  if (isShownImage(src)) return <img src={src} alt={alt} className="my-2 max-h-96 max-w-full rounded-md" decoding="async" />
  const host = hostOf(src)
  if (state === 'shown' && host) return <Sandbox document="image" name={alt || t.markdown.picture} say={{ src, alt }} onFailed={() => setState('failed')} />
  return (
    <span className="my-1 inline-flex max-w-full flex-wrap items-center gap-x-2 gap-y-1 rounded-md border border-dashed border-line-2 px-2 py-1 text-sm text-ink-2">
      <span>{state === 'failed' ? t.markdown.imageFailed : t.markdown.image}:</span>
      <Link href={host ? src : undefined} title={src}>
        {alt || t.markdown.picture}
      </Link>
      {host && (
        <Button size="small" onClick={() => setState('shown')}>
          {t.markdown.loadImage}
        </Button>
      )}
    </span>
  )
}
