import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey } from '#shared/auth.ts'
import type { Me } from '#shared/me.ts'
import type { UsageRow } from '#shared/usage.ts'
import { ApiError } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { useMoney } from '../i18n/money.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { PermissionBadges } from '../permissions/PermissionBadges.tsx'
import { useCan } from '../session.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { KeyIcon, PlusIcon } from '../ui/icons.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Time } from '../ui/Time.tsx'
import { toast } from '../ui/Toast.tsx'
import { CreateApiKeyDialog } from './CreateApiKeyDialog.tsx'
import { NewApiKey } from './NewApiKey.tsx'
import { Part } from './Part.tsx'
import { apiKeysQuery, endApiKey, keyUsageQuery, refreshApiKeys, thisMonth } from './queries.ts'
import { settingsTexts } from './texts.ts'

export function ApiKeys({ me }: { me: Me }) {
  const t = useTexts(settingsTexts).apiKeys
  const query = useQuery(apiKeysQuery)
  const usage = useQuery({ ...keyUsageQuery, enabled: useCan('chat:use') })
  const queries = useQueryClient()
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<{ key: ApiKey; secret: string } | null>(null)
  const [ending, setEnding] = useState<ApiKey | null>(null)
  const create = (
    <Button tone="primary" icon={<PlusIcon />} onClick={() => setCreating(true)}>
      {t.create}
    </Button>
  )

  const end = async (key: ApiKey) => {
    try {
      await endApiKey(key.id)
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'API_KEY_NOT_FOUND')) throw error
    }
    await refreshApiKeys(queries)
    toast({ text: textsNow(settingsTexts).apiKeys.ended(key.name) })
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
          <EmptyState icon={KeyIcon} title={t.empty} text={t.emptyText} action={create} />
        </div>
      ) : (
        <ul aria-label={t.title} className="divide-y divide-line border-t border-line">
          {query.data?.map((key) => (
            <li key={key.id} className="flex items-start gap-3 px-4 py-3.5 md:px-5">
              <div className="grid min-w-0 flex-1 gap-1.5">
                <p className="flex flex-wrap items-baseline gap-x-2.5">
                  <span className="font-medium">{key.name}</span>
                  <code className="font-mono text-xs text-ink-3">{key.prefix}…</code>
                </p>
                <PermissionBadges label={t.scopes} permissions={key.scopes} />
                <p className="flex flex-wrap gap-x-3 text-sm text-ink-3">
                  <span>
                    {key.last_used_at ? (
                      <>
                        {t.lastUsed} <Time at={key.last_used_at} />
                      </>
                    ) : (
                      t.neverUsed
                    )}
                  </span>
                  <span>
                    {key.until_sign_out ? (
                      t.expiry.session
                    ) : key.expires_at ? (
                      <>
                        {t.expires} <Time at={key.expires_at} />
                      </>
                    ) : (
                      t.noEnd
                    )}
                  </span>
                  <span>
                    {t.since} <Time at={key.created_at} />
                  </span>
                  <KeyUsage usage={usage.data?.find((row) => row.key === key.id)} />
                </p>
              </div>
              <Button size="small" aria-label={t.endNamed(key.name)} onClick={() => setEnding(key)}>
                {t.end}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {creating && (
        <CreateApiKeyDialog
          held={me.permissions}
          onClose={() => setCreating(false)}
          onCreated={(made) => {
            setCreating(false)
            setCreated(made)
            void refreshApiKeys(queries)
          }}
        />
      )}
      {created && <NewApiKey name={created.key.name} secret={created.secret} onClose={() => setCreated(null)} />}
      {ending && (
        <ConfirmDialog title={t.endAsk} confirm={t.end} onClose={() => setEnding(null)} onConfirm={() => end(ending)}>
          <p className="font-medium text-ink">{ending.name}</p>
          <p>{t.endText}</p>
        </ConfirmDialog>
      )}
    </Part>
  )
}

/** What models were asked with a key this month, and where that is shown call by call; nothing for one that asked none. */
function KeyUsage({ usage }: { usage: UsageRow | undefined }) {
  const t = useTexts(settingsTexts).apiKeys
  const { number } = useFormats()
  const money = useMoney()
  if (!usage?.key) return null
  return (
    <Link
      href={paths.usage({ ...thisMonth(), key: usage.key })}
      className="underline decoration-current/30 underline-offset-3 hover:text-accent pointer-coarse:-my-2 pointer-coarse:py-3"
    >
      {t.usage(money(usage.cost), number(usage.calls))}
    </Link>
  )
}
