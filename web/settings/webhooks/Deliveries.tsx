import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type DeliveryState, deliveryStates, type Webhook, type WebhookDelivery } from '#shared/webhooks.ts'
import { errorMessage, newKey } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ChevronRightIcon } from '../../ui/icons.tsx'
import { ListToBe } from '../../ui/ListToBe.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { Select } from '../../ui/Select.tsx'
import { Time } from '../../ui/Time.tsx'
import { toast } from '../../ui/Toast.tsx'
import { Outcome } from './Outcome.tsx'
import { Quoted } from './Quoted.tsx'
import { deliveriesQuery, deliveryQuery, refreshWebhooks, replayDelivery } from './queries.ts'
import { webhookTexts } from './texts.ts'

/** What was sent, each with its tries and its body, to be sent again. */
export function Deliveries({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const t = useTexts(webhookTexts)
  const [state, setState] = useState<DeliveryState | ''>('')
  const query = useInfiniteQuery(deliveriesQuery(webhook.id, state))
  const deliveries = query.data?.pages.flatMap((page) => page.deliveries) ?? []
  return (
    <Dialog title={t.logNamed(webhook.name)} width="wide" onClose={onClose}>
      <div className="grid grid-cols-1 gap-3">
        <Select
          aria-label={t.state}
          value={state}
          onChange={(value) => setState(deliveryStates.find((each) => each === value) ?? '')}
          options={[{ value: '', label: t.anyState }, ...deliveryStates.map((value) => ({ value, label: t.deliveryStates[value] }))]}
          className="w-40"
        />
        {query.isPending ? (
          <ListToBe framed />
        ) : query.isError && !query.data ? (
          <QueryFailed query={query} />
        ) : deliveries.length === 0 ? (
          <EmptyState title={state === '' ? t.noDeliveries : t.noneOfState} text={t.noDeliveriesText} />
        ) : (
          <ul aria-label={t.log} className="divide-y divide-line overflow-hidden rounded-lg border border-line">
            {deliveries.map((delivery) => (
              <Delivery key={delivery.id} webhook={webhook} delivery={delivery} />
            ))}
          </ul>
        )}
        {query.hasNextPage && (
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} className="justify-self-center">
            {t.loadMore}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

const tones = { waiting: 'warn', delivered: 'accent', failed: 'danger' } as const

function Delivery({ webhook, delivery }: { webhook: Webhook; delivery: WebhookDelivery }) {
  const t = useTexts(webhookTexts)
  // In some seconds is no “just now”.
  const { number, moment } = useFormats()
  const id = useId()
  const [open, setOpen] = useState(false)
  const { type, changes, state, attempts, next_at: next } = delivery
  const types: Record<string, string> = t.types
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-2.5 px-3 py-2.5 text-left hover:bg-hover pointer-coarse:min-h-11"
      >
        <ChevronRightIcon className={cx('mt-0.5 shrink-0 text-ink-3 transition-transform', open && 'rotate-90')} />
        <span className="grid min-w-0 flex-1 gap-0.5">
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="font-medium">{types[type] ?? type}</span>
            <Badge tone={tones[state]}>{t.deliveryStates[state]}</Badge>
          </span>
          <span className="flex flex-wrap gap-x-3 text-sm text-ink-3">
            {changes > 0 && <span>{t.changes(number(changes))}</span>}
            <Time at={delivery.created_at} />
            {attempts > 0 && <span>{t.tries(number(attempts))}</span>}
            {next && attempts > 0 && webhook.enabled && (
              <span>
                {t.next} {moment(next)}
              </span>
            )}
          </span>
        </span>
      </button>
      <div id={id} hidden={!open}>
        {open && <Details webhook={webhook} delivery={delivery} />}
      </div>
    </li>
  )
}

function Details({ webhook, delivery }: { webhook: Webhook; delivery: WebhookDelivery }) {
  const t = useTexts(webhookTexts)
  const queries = useQueryClient()
  const query = useQuery({ ...deliveryQuery(webhook.id, delivery.id, delivery.attempts), placeholderData: (before) => before })
  const [busy, setBusy] = useState(false)

  const replay = async () => {
    setBusy(true)
    try {
      await replayDelivery(webhook.id, delivery.id, newKey())
      toast({ text: textsNow(webhookTexts).replayed })
    } catch (error) {
      toast({ text: errorMessage(error), tone: 'failed' })
    }
    setBusy(false)
    await refreshWebhooks(queries)
  }

  if (!query.data)
    return query.isError ? (
      <QueryFailed query={query} />
    ) : (
      <div className="px-3 pb-3">
        <ListToBe framed />
      </div>
    )
  const { log, body } = query.data
  return (
    <div className="grid grid-cols-1 gap-4 px-3 pt-1 pb-4 sm:pl-9">
      <div className="grid grid-cols-1 gap-1.5">
        <h3 className="text-sm font-medium text-ink-2">{t.attempts}</h3>
        {log.length === 0 ? (
          <p className="text-sm text-ink-3">{t.noAttempts}</p>
        ) : (
          <ol className="grid grid-cols-1 gap-2.5">
            {log.map((attempt) => (
              <li key={attempt.at}>
                <Outcome attempt={attempt} />
              </li>
            ))}
          </ol>
        )}
      </div>
      <div className="grid grid-cols-1 gap-1.5">
        <h3 className="text-sm font-medium text-ink-2">{t.body}</h3>
        <Quoted label={t.body} className="max-h-72">
          {indented(body)}
        </Quoted>
      </div>
      <Button busy={busy} denied={webhook.enabled ? undefined : t.replayDisabled} onClick={() => void replay()} className="justify-self-start">
        {t.replay}
      </Button>
    </div>
  )
}

/** As people read it; what is no JSON stays as it is. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
