import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { useRoleName } from '../permissions/roleName.ts'
import { useMe } from '../session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { SearchIcon, UsersIcon } from '../ui/icons.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { useMedia, WIDE } from '../ui/media.ts'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { Select } from '../ui/Select.tsx'
import { AccountDialog, type Asked } from './AccountDialog.tsx'
import { AccountCard, type AccountProps, AccountRow } from './AccountRow.tsx'
import { accountsQuery, rolesQuery } from './queries.ts'
import { statuses, type UserSearch } from './search.ts'
import { usersTexts } from './texts.ts'
import { useChangeAccount } from './useChangeAccount.ts'

/** As many characters as the API takes. */
const MAX_SEARCH = 200

export function Accounts({ search, change }: { search: UserSearch; change: (changes: Partial<UserSearch>) => void }) {
  const t = useTexts(usersTexts)
  const formats = useFormats()
  const wide = useMedia(WIDE)
  const me = useMe()
  const query = useQuery(accountsQuery(search))
  const roles = useQuery(rolesQuery).data ?? []
  const roleName = useRoleName(roles)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [refused, setRefused] = useState('')
  const { mutate } = useChangeAccount(setRefused)
  const { users = [], total = 0 } = query.data ?? {}
  const filtered = search.q !== '' || search.status !== ''

  // Nobody gives or touches what they do not have themselves.
  const beyond = (slug: string) => roles.find((role) => role.slug === slug)?.permissions.some((each) => me && !me.permissions.includes(each)) ?? false
  const options = roles.map(({ slug }) =>
    beyond(slug) ? { value: slug, label: t.roleBeyond(roleName(slug)), disabled: true } : { value: slug, label: roleName(slug) },
  )
  const propsOf = (user: (typeof users)[number]): AccountProps => ({
    user,
    refused: user.id === me?.user.id ? 'own' : beyond(user.role) ? 'beyond' : null,
    roles: options,
    roleName,
    onRole: (role) => mutate({ user, change: { role } }),
    onEnable: () => mutate({ user, change: { status: 'active' } }),
    onAsk: (what) => setAsked({ what, user }),
  })

  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          q={search.q}
          label={t.search}
          placeholder={t.searchShort}
          maxLength={MAX_SEARCH}
          busy={query.isPlaceholderData}
          onSearch={(q) => change({ q })}
          className="min-w-40 flex-1 md:max-w-sm"
        />
        <Select
          aria-label={t.status}
          value={search.status}
          onChange={(value) => change({ status: statuses.find((status) => status === value) ?? '' })}
          options={[{ value: '', label: t.present }, ...statuses.map((value) => ({ value, label: t.statuses[value] }))]}
          className="shrink-0"
        />
        <p aria-live="polite" className="ml-auto text-sm text-ink-3 tabular-nums">
          {query.data && (total > users.length ? t.firstOf(formats.number(users.length), formats.number(total)) : t.total(formats.number(total)))}
        </p>
      </div>
      {query.isPending ? (
        <ListToBe framed />
      ) : query.isError && !query.data ? (
        <QueryFailed query={query} />
      ) : users.length === 0 ? (
        <EmptyState
          icon={filtered ? SearchIcon : UsersIcon}
          title={filtered ? t.none : t.nobody}
          {...(filtered ? { action: <Button onClick={() => change({ q: '', status: '' })}>{t.showAll}</Button> } : {})}
        />
      ) : wide ? (
        <div className="overflow-hidden rounded-xl border border-line bg-surface">
          <table className="w-full table-fixed">
            <caption className="sr-only">{t.views.accounts}</caption>
            <thead>
              <tr className="border-b border-line text-left text-sm text-ink-2 *:font-medium">
                <th scope="col" className="py-2 pl-5">
                  {t.account}
                </th>
                <th scope="col" className="w-44 px-2.5 py-2">
                  {t.role}
                </th>
                <th scope="col" className="w-28 px-2.5 py-2">
                  {t.status}
                </th>
                <th scope="col" className="w-36 px-2.5 py-2 max-lg:hidden">
                  {t.lastSignIn}
                </th>
                <th scope="col" className="w-14">
                  <span className="sr-only">{t.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {users.map((user) => (
                <AccountRow key={user.id} {...propsOf(user)} />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <ul aria-label={t.views.accounts} className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
          {users.map((user) => (
            <AccountCard key={user.id} {...propsOf(user)} />
          ))}
        </ul>
      )}
      {asked && <AccountDialog key={asked.what} asked={asked} onClose={() => setAsked(null)} />}
      {refused && (
        <Dialog
          title={t.refused}
          width="narrow"
          onClose={() => setRefused('')}
          footer={
            <Button tone="primary" data-autofocus onClick={() => setRefused('')}>
              {t.understood}
            </Button>
          }
        >
          <p className="text-ink-2">{refused}</p>
        </Dialog>
      )}
    </>
  )
}
