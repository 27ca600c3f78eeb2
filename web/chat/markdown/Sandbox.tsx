import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { z } from 'zod'
import { cx } from '../../ui/classes.ts'

/** What a document of web/public/sandbox says: that it listens, how large what it drew is, or that it could not. */
const Said = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('drawn'), width: z.number().positive(), height: z.number().positive() }),
  z.object({ type: z.literal('failed') }),
])

/** Higher than any screen: a picture that wants more scrolls in its frame. */
const HIGHEST_PX = 1_200
/** How much a drawing may be made smaller to fit. */
const LEAST_SCALE = 0.6
/** From when it was asked: on a slow line the program for diagrams takes its time, but something must come. */
const PATIENCE_MS = 30_000

type Props = {
  document: 'image' | 'diagram'
  name: string
  /** What it is to draw. */
  say: Record<string, string | boolean>
  onFailed: () => void
  className?: string
}

/** A frame of an origin of its own, where nothing of this page can be reached: for what is drawn from the words of a model. */
export const Sandbox = (props: Props) => (
  // Other words are drawn in another frame: what one has become is not known.
  <Frame key={JSON.stringify(props.say)} {...props} />
)

function Frame({ document, name, say, onFailed, className }: Props) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)

  // Its origin is nobody's, so that none could be named; the words are no secret to a document of ours.
  const speak = useEffectEvent(() => frame.current?.contentWindow?.postMessage(say, '*'))
  const fail = useEffectEvent(onFailed)
  useEffect(() => {
    let ready = false
    const timer = setTimeout(() => fail(), PATIENCE_MS)
    const onMessage = ({ source, data }: MessageEvent) => {
      if (!source || source !== frame.current?.contentWindow) return
      const said = Said.safeParse(data)
      if (!said.success) return
      if (said.data.type === 'ready') {
        if (!ready) speak()
        ready = true
        return
      }
      clearTimeout(timer)
      if (said.data.type === 'failed') fail()
      else setSize({ width: Math.ceil(said.data.width), height: Math.min(HIGHEST_PX, Math.ceil(said.data.height)) })
    }
    addEventListener('message', onMessage)
    return () => {
      clearTimeout(timer)
      removeEventListener('message', onMessage)
    }
  }, [])

  return (
    <iframe
      ref={frame}
      title={name}
      src={`/sandbox/${document}.html`}
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      className={cx('block border-0', !size && 'shimmer rounded-md', className)}
      style={{
        width: size?.width ?? '100%',
        height: size?.height ?? 120,
        // Smaller than this nobody could read it: then it scrolls.
        maxWidth: size ? `max(100%, ${size.width * LEAST_SCALE}px)` : '100%',
        // Otherwise the frame would have a ground of its own.
        colorScheme: say['dark'] === true ? 'dark' : 'light',
      }}
    />
  )
}
