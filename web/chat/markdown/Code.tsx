import { memo, type ReactNode, useMemo } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { CopyButton } from '../CopyButton.tsx'
import { chatTexts } from '../texts.ts'
import { highlight } from './highlight.ts'
import { usePaced } from './usePaced.ts'

const names: Record<string, string> = {
  ts: 'TypeScript',
  tsx: 'TypeScript',
  typescript: 'TypeScript',
  js: 'JavaScript',
  jsx: 'JavaScript',
  javascript: 'JavaScript',
  py: 'Python',
  python: 'Python',
  sql: 'SQL',
  json: 'JSON',
  html: 'HTML',
  xml: 'XML',
  css: 'CSS',
  java: 'Java',
  go: 'Go',
  yaml: 'YAML',
  yml: 'YAML',
  md: 'Markdown',
  markdown: 'Markdown',
  mermaid: 'Mermaid',
  bash: 'Shell',
  sh: 'Shell',
  shell: 'Shell',
  diff: 'Diff',
}

/** Lines that are laid out together: of a long block only the last piece is again while more arrives. */
const PIECE_LINES = 200

type Props = {
  code: string
  language: string
  growing?: boolean
  /** Why this is code and not what it could have been. */
  note?: string | undefined
  action?: ReactNode
}

/** A block of code: what language it is in, a way to copy it, and it scrolls by itself. */
export function Code({ code, language, growing = false, note, action }: Props) {
  const t = useTexts(chatTexts)
  // While the code arrives, colouring may lag behind the text but never delays it.
  const settled = usePaced(code, growing)
  const coloured = useMemo(() => highlight(settled, language), [settled, language])
  const upToDate = settled === code
  const name = names[language] ?? (language || t.markdown.code)
  return (
    <figure className="my-3 overflow-hidden rounded-lg border border-line bg-sunken" aria-label={name}>
      <figcaption className="flex h-8 items-center gap-2 border-b border-line pr-1 pl-3 text-xs text-ink-3 pointer-coarse:h-11">
        <span className="font-mono">{name}</span>
        {note && <span className="truncate">{note}</span>}
        <span className="ml-auto flex gap-0.5">
          {action}
          <CopyButton text={code} label={t.markdown.copyCode} />
        </span>
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre className="chat-code overflow-x-auto px-3 py-2.5 font-mono text-sm" tabIndex={0}>
        <code>
          {coloured ?? <Pieces code={code} />}
          {coloured && !upToDate && code.startsWith(settled) ? code.slice(settled.length) : null}
        </code>
      </pre>
    </figure>
  )
}

/** Plain code; long code in pieces that stand below each other. */
function Pieces({ code }: { code: string }) {
  const pieces = useMemo(() => {
    const lines = code.split('\n')
    return Array.from({ length: Math.ceil(lines.length / PIECE_LINES) }, (_, at) => lines.slice(at * PIECE_LINES, (at + 1) * PIECE_LINES).join('\n'))
  }, [code])
  return pieces.length === 1 ? code : pieces.map((piece, at) => <Piece key={at} text={piece} />)
}

const Piece = memo(function Piece({ text }: { text: string }) {
  return <span className="block min-h-[1lh]">{text}</span>
})
