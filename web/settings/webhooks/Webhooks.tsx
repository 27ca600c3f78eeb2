import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewWebhook, Webhook } from '#shared/webhooks.ts'
import { ApiError } from '../../api.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { paths } from '../../paths.ts'
import { useCan } from '../../session.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PlusIcon } from '../../ui/icons.tsx'
import { ListToBe } from '../../ui/ListToBe.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { toast } from '../../ui/Toast.tsx'
import { WebhookIcon } from '../icons.tsx'
import { Part } from '../Part.tsx'
import { Deliveries } from './Deliveries.tsx'
import { deleteWebhook, refreshWebhooks, rollSecret, webhooksQuery } from './queries.ts'
import { Secret } from './Secret.tsx'
import { webhookTexts } from './texts.ts'
import { WebhookDialog } from './WebhookDialog.tsx'
import { WebhookRow } from './WebhookRow.tsx'

export type Ask = 'edit' | 'log' | 'roll' | 'delete'

/** Who is told of changes from outside. */
export function Webhooks() {
  const t = useTexts(webhookTexts)
  const query = useQuery(webhooksQuery)
  const queries = useQueryClient()
  const denied = useCan('items:read') ? undefined : t.noReading
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<NewWebhook | null>(null)
  const [asked, setAsked] = useState<{ ask: Ask; webhook: Webhook } | null>(null)
  const close = () => setAsked(null)
  const create = (
    <Button tone="primary" icon={<PlusIcon />} denied={denied} onClick={() => setCreating(true)}>
      {t.create}
    </Button>
  )

  const remove = async ({ id, name }: Webhook) => {
    try {
      await deleteWebhook(id)
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'WEBHOOK_NOT_FOUND')) throw error
    }
    await refreshWebhooks(queries)
    toast({ text: textsNow(webhookTexts).deleted(name) })
  }

  const roll = async ({ id }: Webhook) => {
    setMade(await rollSecret(id))
    void refreshWebhooks(queries)
  }

  return (
    <Part
      title={t.title}
      text={
        <>
          {t.text}{' '}
          <a href={paths.apiDocs()} target="_blank" rel="noreferrer" className="text-accent underline underline-offset-2 hover:text-accent-2">
            {t.docs}
          </a>
        </>
      }
      side={query.data && query.data.length > 0 && create}
    >
      {query.isPending ? (
        <ListToBe />
      ) : query.isError && !query.data ? (
        <QueryFailed query={query} />
      ) : query.data?.length === 0 ? (
        <div className="border-t border-line">
          <EmptyState icon={WebhookIcon} title={t.empty} text={t.emptyText} action={create} />
        </div>
      ) : (
        <ul aria-label={t.title} className="divide-y divide-line border-t border-line">
          {query.data?.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} denied={denied} onAsk={(ask) => setAsked({ ask, webhook })} />
          ))}
        </ul>
      )}
      {creating && (
        <WebhookDialog
          onClose={() => setCreating(false)}
          onMade={(webhook) => {
            setCreating(false)
            setMade(webhook)
          }}
        />
      )}
      {asked?.ask === 'edit' && <WebhookDialog webhook={asked.webhook} onClose={close} />}
      {asked?.ask === 'log' && <Deliveries webhook={query.data?.find(({ id }) => id === asked.webhook.id) ?? asked.webhook} onClose={close} />}
      {asked?.ask === 'roll' && (
        <ConfirmDialog title={t.rollAsk} confirm={t.roll} tone="primary" onClose={close} onConfirm={() => roll(asked.webhook)}>
          <p className="font-medium text-ink">{asked.webhook.name}</p>
          <p>{t.rollText}</p>
        </ConfirmDialog>
      )}
      {asked?.ask === 'delete' && (
        <ConfirmDialog title={t.deleteAsk} confirm={t.delete} onClose={close} onConfirm={() => remove(asked.webhook)}>
          <p className="font-medium text-ink">{asked.webhook.name}</p>
          <p>{t.deleteText}</p>
        </ConfirmDialog>
      )}
      {made && <Secret name={made.webhook.name} secret={made.secret} onClose={() => setMade(null)} />}
    </Part>
  )
}
