import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { PlusIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'
import { SessionList } from './SessionList.tsx'

type Props = { sessionId: string | null; onNew: () => void; onOpen?: () => void; onDeleted: (id: string) => void }

export function SessionPanel({ sessionId, onNew, onOpen, onDeleted }: Props) {
  const t = useTexts(chatTexts)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="shrink-0 p-2.5">
        <Button className="w-full" icon={<PlusIcon />} data-tip={t.sessions.newHint} onClick={onNew}>
          {t.sessions.new}
        </Button>
      </div>
      <SessionList sessionId={sessionId} onDeleted={onDeleted} {...(onOpen ? { onOpen } : {})} />
    </div>
  )
}
