import { useDeferredValue, useMemo } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { CopyButton } from '../CopyButton.tsx'
import { chatTexts } from '../texts.ts'
import { highlight } from './highlight.ts'
import './code.css'

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
  bash: 'Shell',
  sh: 'Shell',
  shell: 'Shell',
  diff: 'Diff',
}

/** A block of code: what language it is in, a way to copy it, and it scrolls by itself. */
export function Code({ code, language }: { code: string; language: string }) {
  const t = useTexts(chatTexts)
  // While the code arrives, colouring may lag behind the text but never delays it.
  const settled = useDeferredValue(code)
  const coloured = useMemo(() => highlight(settled, language), [settled, language])
  const upToDate = settled === code
  const name = names[language] ?? (language || t.markdown.code)
  return (
    <figure className="my-3 overflow-hidden rounded-lg border border-line bg-sunken" aria-label={name}>
      <figcaption className="flex h-8 items-center justify-between border-b border-line pr-1 pl-3 text-xs text-ink-3">
        <span className="font-mono">{name}</span>
        <CopyButton text={code} label={t.markdown.copyCode} />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre className="chat-code overflow-x-auto px-3 py-2.5 font-mono text-sm" tabIndex={0}>
        <code>
          {coloured ?? code}
          {coloured && !upToDate && code.startsWith(settled) ? code.slice(settled.length) : null}
        </code>
      </pre>
    </figure>
  )
}
