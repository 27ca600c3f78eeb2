import { memo, type ReactNode, useId } from 'react'
import parseMarkdown, { type Components, defaultUrlTransform } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { z } from 'zod'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'
import { boundNesting, cutTable, isTooMuch } from './bounds.ts'
import { Code } from './Code.tsx'
import { closeOpen, isTableToBe } from './closeOpen.ts'
import { Diagram } from './Diagram.tsx'
import { FootnoteMark, FootnoteScope, Notes } from './Footnotes.tsx'
import { Formula } from './Formula.tsx'
import { type Footnotes, markFootnotes, readFootnote, takeFootnotes } from './footnotes.ts'
import { Image, isShownImage } from './Image.tsx'
import { Link } from './Link.tsx'
import { markMath, readFormula } from './math.ts'
import { findDefinitions, readCode, splitBlocks } from './splitBlocks.ts'
import { Table } from './Table.tsx'
import { usePaced } from './usePaced.ts'

/** Whether a text is all there, was cut off, or goes on. */
export type TextEnd = 'whole' | 'cut' | 'growing'

/**
 * An answer's markdown. Each top-level block is parsed by itself and kept, so that a token costs the parsing of the last block.
 * Raw HTML is shown as the text it is, and nothing is loaded from elsewhere.
 */
export function Markdown({ text, end }: { text: string; end: TextEnd }) {
  const { rest, notes } = takeFootnotes(text)
  const definitions = findDefinitions(rest)
  const blocks = splitBlocks(rest)
  const scope = useId()
  const part = (block: string, at: number, last: boolean) => (
    // Blocks only ever grow at the end, so their number is their identity.
    <Part key={at} block={block} end={last ? end : 'whole'} definitions={block.includes('[') ? definitions : ''} notes={notes} />
  )
  return (
    <FootnoteScope value={scope}>
      {blocks.map((block, at) => part(block, at, at === blocks.length - 1))}
      {notes.length > 0 && <Notes notes={notes.map((note, at) => part(note.text, at, false))} />}
    </FootnoteScope>
  )
}

type PartProps = { block: string; end: TextEnd; definitions: string; notes: Footnotes['notes'] }

function Part({ block, end, definitions, notes }: PartProps) {
  const text = usePaced(block, end === 'growing')
  const open = end !== 'whole'
  const code = readCode(open ? closeOpen(text) : text)
  if (code) return <Fenced {...code} growing={end === 'growing'} />
  if (end === 'growing' && isTableToBe(text)) return null
  const table = cutTable(text)
  const marked = markFootnotes(markMath(boundNesting(table?.shown ?? text), open), notes)
  const shown = open ? closeOpen(marked) : marked
  return <Block text={definitions ? `${shown}\n\n${definitions}` : shown} rows={table?.rows ?? null} />
}

const remarkPlugins = [remarkGfm]
const urlTransform = (url: string, key: string) => (key === 'src' && isShownImage(url) ? url : defaultUrlTransform(url))

/** `rows`: all of a table of which the text is the beginning. */
const Block = memo(
  function Block({ text, rows }: { text: string; rows: string[][] | null }) {
    const plain = <p className="whitespace-pre-wrap">{text}</p>
    if (isTooMuch(text)) return plain
    try {
      return parseMarkdown({ remarkPlugins, components: rows ? withRows(rows) : components, urlTransform, children: text })
    } catch {
      // Whatever a model makes that no parser takes is still text.
      return plain
    }
  },
  (before, after) => before.text === after.text && before.rows?.length === after.rows?.length,
)

function Fenced({ language, code, growing }: { language: string; code: string; growing: boolean }) {
  // What is being written is no diagram and no formula yet.
  if (language === 'mermaid' && code.trim()) return <Diagram source={code} growing={growing} />
  if (language === 'math' && !growing && code.trim()) return <Formula tex={code} display open={false} />
  return <Code code={code} language={language} growing={growing} />
}

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
    // Within a list or a quotation; whether it goes on is not known here.
    return <Fenced code={text.replace(/\n$/, '')} language={language.toLowerCase()} growing={false} />
  },
  code: ({ children }) => <Inline>{children}</Inline>,
  input: ({ checked }) => <Check done={checked ?? false} />,
  a: ({ href, title, children }) => (
    <Link href={href} title={title}>
      {children}
    </Link>
  ),
  img: ({ src, alt }) => <Image src={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  table: ({ children }) => <Table>{children}</Table>,
}

const withRows = (rows: string[][]): Components => ({ ...components, table: ({ children }) => <Table rows={rows}>{children}</Table> })

/** Code within a line, or what was put there in its guise. */
function Inline({ children }: { children: ReactNode }) {
  const text = typeof children === 'string' ? children : ''
  const formula = readFormula(text)
  if (formula) return <Formula {...formula} />
  const note = readFootnote(text)
  return note === null ? <code>{children}</code> : <FootnoteMark number={note} />
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
