import { isValidElement, type ReactNode } from 'react'

/** An address that a model wrote: where it leads is seen before it is followed, and it does not learn from where it was. */
export function Link({ href, title, children }: { href: string | undefined; title?: string | undefined; children: ReactNode }) {
  // What react-markdown refused (javascript:, data:) comes without an address, and a bare fragment would leave the conversation.
  if (!href || href.startsWith('#')) return <span>{children}</span>
  const host = hostOf(href)
  return (
    <>
      <a href={href} title={title ?? href} target="_blank" rel="noopener noreferrer" referrerPolicy="no-referrer">
        {children}
      </a>
      {host && !textOf(children).toLowerCase().includes(host) && <span className="chat-host"> ({host})</span>}
    </>
  )
}

/** As the browser spells it: letters that only look like others show as what they are. Null for this very place and for what is no web address. */
export function hostOf(address: string): string | null {
  const url = URL.parse(address, globalThis.location?.href)
  return url && /^https?:$/.test(url.protocol) && url.host !== globalThis.location?.host ? url.host : null
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string') return node
  if (Array.isArray(node)) return node.map(textOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : ''
}
