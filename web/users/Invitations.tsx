import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Invitation, OneTimeLink } from '#shared/users.ts'
import { ApiError } from '../api.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { useRoleName } from '../permissions/roleName.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Time } from '../ui/Time.tsx'
import { toast } from '../ui/Toast.tsx'
import { MailIcon } from './icons.tsx'
import { LinkDialog } from './LinkDialog.tsx'
import { createInvitation, endInvitation, invitationsQuery, refreshInvitations, rolesQuery } from './queries.ts'
import { usersTexts } from './texts.ts'

export function Invitations({ invite }: { invite: ReactNode }) {
  const t = useTexts(usersTexts)
  const query = useQuery(invitationsQuery)
  const roleName = useRoleName(useQuery(rolesQuery).data)
  const queries = useQueryClient()
  const [asked, setAsked] = useState<{ what: 'end' | 'renew'; invitation: Invitation } | null>(null)
  const [link, setLink] = useState<{ email: string; link: OneTimeLink } | null>(null)
  const close = () => setAsked(null)

  const end = async (invitation: Invitation) => {
    try {
      await endInvitation(invitation.id)
    } catch (error) {
      // Used meanwhile, or taken back by somebody else.
      if (!(error instanceof ApiError && error.code === 'INVITATION_NOT_FOUND')) throw error
    }
    await refreshInvitations(queries)
    toast({ text: textsNow(usersTexts).tookBack(invitation.email) })
  }
  const renew = async ({ email, role }: Invitation) => {
    const made = await createInvitation({ email, role })
    void refreshInvitations(queries)
    setLink({ email, link: made.link })
  }

  if (query.isPending) return <ListToBe framed />
  if (query.isError && !query.data) return <QueryFailed query={query} />
  if (query.data?.length === 0) return <EmptyState icon={MailIcon} title={t.noInvitations} text={t.noInvitationsText} action={invite} />
  return (
    <>
      <ul aria-label={t.views.invitations} className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {query.data?.map((invitation) => (
          <li key={invitation.id} className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3 md:px-5">
            <div className="grid min-w-0 flex-1 basis-56 gap-0.5">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                <span className="min-w-0">{invitation.email}</span>
                <Badge>{roleName(invitation.role)}</Badge>
              </p>
              <p className="flex flex-wrap gap-x-3 text-sm text-ink-3">
                <span>{t.invitedBy(invitation.invited_by)}</span>
                <span>
                  {t.sent} <Time at={invitation.created_at} />
                </span>
                <span>
                  {t.expires} <Time at={invitation.expires_at} />
                </span>
              </p>
            </div>
            <div className="flex gap-2">
              <Button size="small" aria-label={t.renewNamed(invitation.email)} onClick={() => setAsked({ what: 'renew', invitation })}>
                {t.renew}
              </Button>
              <Button size="small" tone="danger" aria-label={t.takeBackNamed(invitation.email)} onClick={() => setAsked({ what: 'end', invitation })}>
                {t.takeBack}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {asked?.what === 'end' && (
        <ConfirmDialog title={t.takingBack.title} confirm={t.takeBack} onClose={close} onConfirm={() => end(asked.invitation)}>
          <p className="font-medium text-ink">{asked.invitation.email}</p>
          <p>{t.takingBack.text}</p>
        </ConfirmDialog>
      )}
      {asked?.what === 'renew' && (
        <ConfirmDialog tone="primary" title={t.renewing.title} confirm={t.createLink} onClose={close} onConfirm={() => renew(asked.invitation)}>
          <p className="font-medium text-ink">{asked.invitation.email}</p>
          <p>{t.renewing.text}</p>
        </ConfirmDialog>
      )}
      {link && <LinkDialog title={t.invited.title} text={t.invited.text(link.email)} link={link.link} onClose={() => setLink(null)} />}
    </>
  )
}
