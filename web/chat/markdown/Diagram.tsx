import { useState, useSyncExternalStore } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { CodeIcon, DiagramIcon } from '../icons.tsx'
import { chatTexts } from '../texts.ts'
import { Code } from './Code.tsx'
import { Sandbox } from './Sandbox.tsx'

/** A longer one is no picture that anybody could read, and takes minutes to lay out. */
const LONGEST = 20_000

/** A diagram, drawn in a sandbox from its source; the source while it is written, where it cannot be drawn, and for who wants it. */
export function Diagram({ source, growing }: { source: string; growing: boolean }) {
  const t = useTexts(chatTexts)
  const dark = useDark()
  const [wanted, setWanted] = useState<'drawn' | 'source'>('drawn')
  const [failed, setFailed] = useState('')
  const impossible = failed === source || source.length > LONGEST
  if (growing || impossible || wanted === 'source') {
    return (
      <Code
        code={source}
        language="mermaid"
        growing={growing}
        note={impossible ? t.markdown.notDrawn : undefined}
        action={!growing && !impossible && <IconButton size="small" icon={DiagramIcon} label={t.markdown.showDiagram} onClick={() => setWanted('drawn')} />}
      />
    )
  }
  return (
    <figure className="my-3 overflow-hidden rounded-lg border border-line" aria-label={t.markdown.diagram}>
      <figcaption className="flex h-8 items-center justify-between border-b border-line bg-sunken pr-1 pl-3 text-xs text-ink-3 pointer-coarse:h-11">
        <span>{t.markdown.diagram}</span>
        <span className="flex gap-0.5">
          <IconButton size="small" icon={CodeIcon} label={t.markdown.showSource} onClick={() => setWanted('source')} />
          <CopyButton text={source} label={t.markdown.copyCode} />
        </span>
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="overflow-x-auto p-3" tabIndex={0} role="group" aria-label={t.markdown.diagram}>
        <Sandbox document="diagram" name={t.markdown.diagramOf(kindOf(source))} say={{ source, dark }} onFailed={() => setFailed(source)} className="mx-auto" />
      </div>
    </figure>
  )
}

/** The first word, which says what kind of diagram it is. */
const kindOf = (source: string) => /^\s*(?:%%[^\n]*\n\s*)*([A-Za-z]+)/.exec(source)?.[1] ?? ''

/** Whether the page is dark now; a diagram has its own colours for that. */
const useDark = () =>
  useSyncExternalStore(
    onTheme,
    () => document.documentElement.dataset['theme'] === 'dark',
    () => false,
  )

function onTheme(listener: () => void) {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}
