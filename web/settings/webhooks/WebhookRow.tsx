import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Webhook, WebhookAttempt } from '#shared/webhooks.ts'
import { ApiError, errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { collectionsQuery } from '../../records/collections.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { EditIcon, KeyIcon, LockIcon, MoreIcon, RestoreIcon, TrashIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { Time } from '../../ui/Time.tsx'
import { toast } from '../../ui/Toast.tsx'
import { Outcome } from './Outcome.tsx'
import { refreshWebhooks, testWebhook, updateWebhook } from './queries.ts'
import { webhookTexts } from './texts.ts'
import type { Ask } from './Webhooks.tsx'

const stateOf = ({ enabled, stopped, failing_since }: Webhook) => (stopped ? 'stopped' : !enabled ? 'disabled' : failing_since ? 'failing' : 'active')
const tones = { active: 'accent', failing: 'warn', disabled: 'plain', stopped: 'danger' } as const

type Props = { webhook: Webhook; denied: string | undefined; onAsk: (ask: Ask) => void }

/** What a webhook tells whom, how that goes, and what can be done with it. */
export function WebhookRow({ webhook, denied, onAsk }: Props) {
  const t = useTexts(webhookTexts)
  const queries = useQueryClient()
  const [testing, setTesting] = useState(false)
  const [tried, setTried] = useState<WebhookAttempt | string | null>(null)
  const { name, enabled } = webhook
  const state = stateOf(webhook)

  const test = async () => {
    setTesting(true)
    setTried(null)
    try {
      setTried(await testWebhook(webhook.id))
    } catch (error) {
      setTried(errorMessage(error))
    }
    setTesting(false)
    void refreshWebhooks(queries)
  }

  const setEnabled = async (wanted: boolean) => {
    try {
      await updateWebhook(webhook, { enabled: wanted })
      toast({ text: textsNow(webhookTexts)[wanted ? 'enabled' : 'disabled'](name) })
    } catch (error) {
      toast({ text: errorMessage(error), tone: 'failed' })
      if (!(error instanceof ApiError)) throw error
    } finally {
      await refreshWebhooks(queries)
    }
  }
  const not = denied ? { disabled: true, hint: denied } : {}

  return (
    <li className="grid gap-3 px-4 py-3.5 md:px-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="grid min-w-0 flex-1 basis-64 gap-1.5">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
            <Badge tone={tones[state]}>{t.states[state]}</Badge>
          </p>
          <code className="font-mono text-sm break-all text-ink-2">{webhook.url}</code>
          <Wanted webhook={webhook} />
          <Standing webhook={webhook} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button size="small" busy={testing} aria-label={t.testNamed(name)} onClick={() => void test()}>
            {t.test}
          </Button>
          <Button size="small" denied={denied} aria-label={t.logNamed(name)} onClick={() => onAsk('log')}>
            {t.log}
          </Button>
          <Menu
            label={t.more(name)}
            align="end"
            items={[
              { label: t.edit, icon: EditIcon, onSelect: () => onAsk('edit'), ...not },
              enabled
                ? { label: t.disable, icon: LockIcon, onSelect: () => void setEnabled(false), ...not }
                : { label: t.enable, icon: RestoreIcon, onSelect: () => void setEnabled(true), ...not },
              { label: t.roll, icon: KeyIcon, onSelect: () => onAsk('roll'), ...not },
              { label: t.delete, icon: TrashIcon, danger: true, onSelect: () => onAsk('delete') },
            ]}
            trigger={(props) => <IconButton icon={MoreIcon} label={t.more(name)} {...props} />}
          />
        </div>
      </div>
      <div role="status" className="empty:hidden">
        {typeof tried === 'string' ? <p className="text-sm text-danger">{t.testFailed(tried)}</p> : tried && <Outcome attempt={tried} test />}
      </div>
    </li>
  )
}

/** Which events, of which collections. */
function Wanted({ webhook: { events, collections } }: { webhook: Webhook }) {
  const t = useTexts(webhookTexts)
  const known = useQuery({ ...collectionsQuery(), enabled: collections !== null }).data
  const names = collections?.map((slug) => known?.find((one) => one.slug === slug)?.name ?? slug) ?? [t.everywhere]
  return (
    <p className="text-sm wrap-anywhere text-ink-2">
      {events.map((event) => t.eventNames[event]).join(t.comma)} · {names.join(t.comma)}
    </p>
  )
}

/** How it goes, and why it stands still. */
function Standing({ webhook }: { webhook: Webhook }) {
  const t = useTexts(webhookTexts)
  const { number, moment } = useFormats()
  const { stopped, last_delivery: last, waiting, failing_since: failing, previous_secret_until: until } = webhook
  return (
    <>
      {stopped && <p className="text-sm text-danger">{stopped === 'creator' ? t.stopped.creator(webhook.created_by_name) : t.stopped[stopped]}</p>}
      <p className="flex flex-wrap gap-x-3 text-sm text-ink-3">
        <span>
          {last ? (
            <>
              {t.last[last.state]} <Time at={last.at} />
            </>
          ) : (
            t.never
          )}
        </span>
        {waiting > 0 && <span>{t.waiting(number(waiting))}</span>}
        {failing && (
          <span>
            {t.failingSince} <Time at={failing} />
          </span>
        )}
        {until && (
          <span>
            {t.previousSecret} {moment(until)}
          </span>
        )}
        <span>{t.by(webhook.created_by_name)}</span>
      </p>
    </>
  )
}
