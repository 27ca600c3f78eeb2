import { memo, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { z } from 'zod'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'
import { Code } from './Code.tsx'
import { closeOpen, isTableToBe } from './closeOpen.ts'
import { findDefinitions, splitBlocks } from './splitBlocks.ts'

/** Whether a text is all there, was cut off, or goes on. */
export type TextEnd = 'whole' | 'cut' | 'growing'

/**
 * An answer's markdown. Each top-level block is parsed by itself and kept, so that a token costs the parsing of the last block.
 * Raw HTML is shown as the text it is, and nothing is loaded from elsewhere.
 */
export function Markdown({ text, end }: { text: string; end: TextEnd }) {
  const definitions = findDefinitions(text)
  const blocks = splitBlocks(text)
  return blocks.map((block, index) => {
    const shown = end !== 'whole' && index === blocks.length - 1 ? showOpen(block, end) : block
    // Blocks only ever grow at the end, so their number is their identity.
    return <Block key={index} text={definitions && block.includes('[') ? `${shown}\n\n${definitions}` : shown} />
  })
}

const showOpen = (block: string, end: TextEnd) => (end === 'growing' && isTableToBe(block) ? '' : closeOpen(block))

const remarkPlugins = [remarkGfm]

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={remarkPlugins} components={components}>
      {text}
    </ReactMarkdown>
  )
})

const CodeNode = z.object({
  children: z.tuple([
    z.object({
      tagName: z.literal('code'),
      properties: z.object({ className: z.array(z.string()).optional() }).optional(),
      children: z.array(z.object({ type: z.literal('text'), value: z.string() })),
    }),
  ]),
})

const components: Components = {
  pre: ({ node, children }) => {
    const parsed = CodeNode.safeParse(node)
    if (!parsed.success) return <pre>{children}</pre>
    const [code] = parsed.data.children
    const language = code.properties?.className?.find((name) => name.startsWith('language-'))?.slice('language-'.length) ?? ''
    const text = code.children.map((child) => child.value).join('')
    return <Code code={text.replace(/\n$/, '')} language={language.toLowerCase()} />
  },
  input: ({ checked }) => <Check done={checked ?? false} />,
  a: ({ href, title, children }) => <Link href={href} title={title} content={children} />,
  img: ({ src, alt }) => <Image src={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  table: ({ children }) => <Table>{children}</Table>,
}

function Link({ href, title, content }: { href: string | undefined; title: string | undefined; content: ReactNode }) {
  // What react-markdown refused (javascript:, data:) comes without an address, and a bare fragment would leave the conversation.
  if (!href || href.startsWith('#')) return <span>{content}</span>
  return (
    <a href={href} title={title ?? href} target="_blank" rel="noopener noreferrer" referrerPolicy="no-referrer">
      {content}
    </a>
  )
}

/** A picture from elsewhere tells its host who reads what, and can carry text of the conversation out; so it is a link. */
function Image({ src, alt }: { src: string; alt: string }) {
  const t = useTexts(chatTexts)
  const label = alt || src || t.markdown.image
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-md border border-dashed border-line-2 px-2 py-0.5 text-sm text-ink-2">
      <span className="shrink-0">{t.markdown.image}:</span>
      <Link href={src || undefined} title={src} content={label} />
    </span>
  )
}

function Table({ children }: { children: ReactNode }) {
  const t = useTexts(chatTexts)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <figure className="my-3 overflow-x-auto rounded-lg border border-line" tabIndex={0} aria-label={t.markdown.table}>
      <table>{children}</table>
    </figure>
  )
}

/** A box of a task list: what is ticked is part of the text, and nothing to click. */
function Check({ done }: { done: boolean }) {
  const t = useTexts(chatTexts)
  return (
    <span
      role="img"
      aria-label={done ? t.markdown.done : t.markdown.open}
      className={cx('mr-2 inline-grid size-4 place-items-center rounded border align-[-3px]', done ? 'border-accent bg-accent text-on-accent' : 'border-ink-3')}
    >
      {done && <CheckIcon size={12} />}
    </span>
  )
}
