import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { type ChatShare, ChatShareEnvelope, ChatSharesEnvelope, NewChatShareEnvelope } from '#shared/chat-share.ts'
import { call, errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { apiPaths, paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { toast } from '../../ui/Toast.tsx'
import { listTexts } from '../sessions/texts.ts'

/** Short enough to be chosen at a glance; `never` is until somebody takes the link back. */
const DAYS = [1, 7, 30, 90] as const

const sharesQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['chat', 'shares', sessionId],
    queryFn: async ({ signal }) => (await call(ChatSharesEnvelope, { path: apiPaths.shares(sessionId), signal })).shares,
  })

/** Makes links to a conversation, and takes them back. */
export function ShareDialog({ session, onClose }: { session: Pick<ChatSession, 'id'>; onClose: () => void }) {
  const t = useTexts(listTexts).sharing
  const client = useQueryClient()
  const shares = useQuery(sharesQuery(session.id))
  const [days, setDays] = useState('30')
  const [made, setMade] = useState<{ id: string; link: string } | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState('')

  /** One at a time; the list then shows how it is. */
  async function run(what: string, act: () => Promise<unknown>) {
    if (busy) return
    setBusy(what)
    setError('')
    try {
      await act()
    } catch (thrown) {
      setError(errorMessage(thrown))
    } finally {
      setBusy(null)
      void client.invalidateQueries({ queryKey: sharesQuery(session.id).queryKey })
    }
  }
  const create = () =>
    run('create', async () => {
      const body = { expires_in_days: days === 'never' ? null : Number(days) }
      const { share, token } = await call(NewChatShareEnvelope, { method: 'POST', path: apiPaths.shares(session.id), body })
      setMade({ id: share.id, link: new URL(paths.shared(token), location.origin).href })
    })
  const update = (id: string) =>
    run(`update ${id}`, async () => {
      await call(ChatShareEnvelope, { method: 'POST', path: apiPaths.updateShare(id) })
      toast({ text: t.updated })
    })
  const revoke = (id: string) =>
    run(`revoke ${id}`, async () => {
      await call(ChatShareEnvelope, { method: 'DELETE', path: apiPaths.share(id) })
      if (made?.id === id) setMade(null)
      toast({ text: t.revoked })
    })

  return (
    <Dialog title={t.title} onClose={onClose}>
      <div className="grid grid-cols-1 gap-4">
        <p className="text-ink-2">{t.text}</p>
        <div className="flex flex-wrap items-end gap-2">
          <Field label={t.expires}>
            {(control) => (
              <Select
                {...control}
                value={days}
                onChange={setDays}
                options={[...DAYS.map((n) => ({ value: String(n), label: t.days(n) })), { value: 'never', label: t.never }]}
              />
            )}
          </Field>
          <Button data-autofocus tone="primary" busy={busy === 'create'} onClick={() => void create()}>
            {t.create}
          </Button>
        </div>
        {made && (
          <div className="grid grid-cols-1 gap-1" role="status">
            <CopyField label={t.link} value={made.link} />
            <p className="text-sm text-ink-3">{t.once}</p>
          </div>
        )}
        <p role="alert" className="text-sm text-danger empty:hidden">
          {error}
        </p>
        <section className="grid gap-1.5" aria-label={t.existing}>
          <h3 className="text-sm font-medium text-ink-2">{t.existing}</h3>
          {shares.isError ? (
            <p className="text-sm text-danger">{t.loadFailed}</p>
          ) : shares.data?.length === 0 ? (
            <p className="text-sm text-ink-3">{t.none}</p>
          ) : (
            <ul className="divide-y divide-line">
              {shares.data?.map((share) => (
                <Share key={share.id} share={share} busy={busy} onUpdate={() => void update(share.id)} onRevoke={() => void revoke(share.id)} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </Dialog>
  )
}

function Share({ share, busy, onUpdate, onRevoke }: { share: ChatShare; busy: string | null; onUpdate: () => void; onRevoke: () => void }) {
  const t = useTexts(listTexts).sharing
  const formats = useFormats()
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <span className="grid min-w-40 flex-1 text-sm">
        <span>{t.taken(formats.full(share.taken_at))}</span>
        <span className="text-ink-3">
          {t.messages(formats.number(share.message_count))} · {share.expires_at ? t.until(formats.date(share.expires_at)) : t.never}
        </span>
      </span>
      <span className="flex gap-2">
        <Button size="small" busy={busy === `update ${share.id}`} onClick={onUpdate}>
          {t.update}
        </Button>
        <Button size="small" tone="danger" busy={busy === `revoke ${share.id}`} onClick={onRevoke}>
          {t.revoke}
        </Button>
      </span>
    </li>
  )
}
