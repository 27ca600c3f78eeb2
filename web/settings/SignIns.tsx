import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuthSession } from '#shared/auth.ts'
import { ApiError } from '../api.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { leave } from '../session/leave.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { KeyboardIcon, MonitorIcon, SignOutIcon } from '../ui/icons.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Time } from '../ui/Time.tsx'
import { toast } from '../ui/Toast.tsx'
import { type Device, describeDevice } from './describeDevice.ts'
import { PhoneIcon } from './icons.tsx'
import { Part } from './Part.tsx'
import { endAllSignIns, endSignIn, refreshSignIns, signInsQuery } from './queries.ts'
import { settingsTexts } from './texts.ts'

const icons = { computer: MonitorIcon, phone: PhoneIcon, program: KeyboardIcon }

export function SignIns() {
  const t = useTexts(settingsTexts).signIns
  const query = useQuery(signInsQuery)
  const queries = useQueryClient()
  const [ending, setEnding] = useState<AuthSession | 'all' | null>(null)
  const nameOf = ({ program, system }: Device) => [program, system].filter(Boolean).join(' · ') || t.unknown

  const end = async (session: AuthSession) => {
    try {
      await endSignIn(session.id)
    } catch (error) {
      // Somebody was faster, or it ran out.
      if (!(error instanceof ApiError && error.code === 'SESSION_NOT_FOUND')) throw error
    }
    if (session.current) return leave('signed-out')
    await refreshSignIns(queries)
    toast({ text: textsNow(settingsTexts).signIns.ended })
  }

  return (
    <Part
      title={t.title}
      text={t.text}
      side={
        <Button tone="danger" icon={<SignOutIcon />} onClick={() => setEnding('all')}>
          {t.endAll}
        </Button>
      }
    >
      {query.isPending ? (
        <ListToBe />
      ) : query.isError && !query.data ? (
        <QueryFailed query={query} />
      ) : (
        <ul aria-label={t.title} className="divide-y divide-line border-t border-line">
          {query.data?.map((session) => {
            const device = describeDevice(session.device)
            const Icon = icons[device.kind]
            return (
              <li key={session.id} className="flex items-center gap-3 px-4 py-3 md:px-5">
                <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-sunken text-ink-2 max-sm:hidden">
                  <Icon />
                </span>
                <div className="grid min-w-0 flex-1 gap-0.5">
                  <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                    <span data-tip={session.device}>{nameOf(device)}</span>
                    {session.current && <Badge tone="accent">{t.current}</Badge>}
                  </p>
                  <p className="flex flex-wrap gap-x-3 text-sm text-ink-3">
                    <span>{session.address}</span>
                    <span>{t.methods[session.method]}</span>
                    <span>
                      {t.lastUsed} <Time at={session.last_used_at} />
                    </span>
                    <span>
                      {t.since} <Time at={session.created_at} />
                    </span>
                  </p>
                </div>
                <Button size="small" aria-label={session.current ? undefined : t.endNamed(nameOf(device))} onClick={() => setEnding(session)}>
                  {session.current ? t.signOut : t.end}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
      {ending === 'all' ? (
        <ConfirmDialog
          title={t.endAllAsk}
          confirm={t.endAll}
          onClose={() => setEnding(null)}
          onConfirm={async () => {
            await endAllSignIns()
            leave('signed-out')
          }}
        >
          <p>{t.endAllText}</p>
        </ConfirmDialog>
      ) : (
        ending && (
          <ConfirmDialog
            title={ending.current ? t.signOutAsk : t.endAsk}
            confirm={ending.current ? t.signOut : t.end}
            onClose={() => setEnding(null)}
            onConfirm={() => end(ending)}
          >
            <p className="font-medium text-ink">{nameOf(describeDevice(ending.device))}</p>
            <p>{ending.current ? t.signOutText : t.endText}</p>
          </ConfirmDialog>
        )
      )}
    </Part>
  )
}
