import { useTexts } from '../../i18n/texts.ts'
import { Spinner } from '../../ui/Spinner.tsx'
import { chatTexts } from '../texts.ts'
import type { Connection } from './applyFrame.ts'

/** While the way to the server is broken: that nothing is lost, and that the page is at it. */
export function ConnectionLine({ connection }: { connection: Connection }) {
  const t = useTexts(chatTexts)
  return (
    <output className="block">
      {connection.state !== 'open' && (
        <p className="mb-2 flex items-center gap-2 rounded-lg bg-warn-soft px-3 py-1.5 text-sm text-warn">
          <Spinner className="shrink-0" />
          {connection.state === 'offline' ? t.connection.offline : t.connection.reconnecting}
        </p>
      )}
    </output>
  )
}
