import { useQuery } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react'
import type { Me } from '#shared/me.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { Forbidden } from '../permissions/Forbidden.tsx'
import { meQuery, useMe } from '../session.ts'
import { useTitle } from '../title.ts'
import { type IconType, KeyIcon, LockIcon, MonitorIcon, ShieldIcon, SunIcon } from '../ui/icons.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { ApiKeys } from './ApiKeys.tsx'
import { Appearance } from './Appearance.tsx'
import { ModelsIcon, PlugIcon, UserIcon, WebhookIcon } from './icons.tsx'
import { Password } from './Password.tsx'
import { Profile } from './Profile.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { SignIns } from './SignIns.tsx'
import { permissionFor, type Section, sectionHref, sections, useSection } from './sections.ts'
import { settingsTexts } from './texts.ts'

const Webhooks = lazy(async () => ({ default: (await import('./webhooks/Webhooks.tsx')).Webhooks }))
const Models = lazy(async () => ({ default: (await import('./models/Models.tsx')).Models }))
const Connection = lazy(async () => ({ default: (await import('./models/Connection.tsx')).Connection }))

const shown: Record<Section, { icon: IconType; View: ComponentType<{ me: Me }> }> = {
  profile: { icon: UserIcon, View: Profile },
  appearance: { icon: SunIcon, View: Appearance },
  password: { icon: LockIcon, View: Password },
  'second-factor': { icon: ShieldIcon, View: SecondFactor },
  'sign-ins': { icon: MonitorIcon, View: SignIns },
  'api-keys': { icon: KeyIcon, View: ApiKeys },
  webhooks: { icon: WebhookIcon, View: Webhooks },
  models: { icon: ModelsIcon, View: Models },
  connection: { icon: PlugIcon, View: Connection },
}

/** What concerns oneself. */
export function SettingsPage() {
  const t = useTexts(settingsTexts)
  const section = useSection()
  const query = useQuery(meQuery)
  useTitle(`${t.sections[section]} · ${t.title}`)
  const { View } = shown[section]
  const needs = permissionFor(section)
  if (needs && query.data && !query.data.permissions.includes(needs)) return <Forbidden permission={needs} />
  return (
    <div className="mx-auto grid max-w-[60rem] gap-4 px-4 py-4 md:gap-5 md:px-6 md:py-5">
      <h1 className="flex min-h-8 items-center text-xl font-semibold">{t.title}</h1>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[12rem_minmax(0,1fr)] lg:gap-8">
        <SectionLinks here={section} />
        <div className="grid min-w-0 grid-cols-1 gap-4 md:gap-5">
          {query.data ? (
            <Suspense fallback={<Skeleton className="h-72 w-full rounded-xl" />}>
              <View key={section} me={query.data} />
            </Suspense>
          ) : query.isError ? (
            <QueryFailed query={query} />
          ) : (
            <Skeleton className="h-72 w-full rounded-xl" />
          )}
        </div>
      </div>
    </div>
  )
}

/** At the side where there is room, else a line that scrolls. */
function SectionLinks({ here }: { here: Section }) {
  const t = useTexts(settingsTexts)
  const nav = useRef<HTMLElement>(null)
  const me = useMe()
  useEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>(`[data-section="${here}"]`)
    if (nav.current && link) nav.current.scrollLeft = link.offsetLeft - (nav.current.clientWidth - link.offsetWidth) / 2
  }, [here])
  return (
    <nav
      ref={nav}
      aria-label={t.label}
      className="relative -mx-4 flex gap-1 overflow-x-auto px-4 max-lg:border-b max-lg:border-line max-lg:pb-2.5 md:-mx-6 md:px-6 lg:sticky lg:top-5 lg:mx-0 lg:grid lg:gap-0.5 lg:px-0"
    >
      {sections
        .filter((section) => {
          const needs = permissionFor(section)
          return needs === null || section === here || me?.permissions.includes(needs)
        })
        .map((section) => {
          const { icon: Icon } = shown[section]
          return (
            <Link
              key={section}
              href={sectionHref(section)}
              data-section={section}
              data-here={section === here}
              aria-current={section === here ? 'page' : undefined}
              className="flex h-8 shrink-0 items-center gap-2 rounded-md px-2.5 font-medium text-ink-2 transition-colors pointer-coarse:h-11 hover:bg-hover hover:text-ink data-[here=true]:bg-accent-soft data-[here=true]:text-accent"
            >
              <Icon className="shrink-0" />
              {t.sections[section]}
            </Link>
          )
        })}
    </nav>
  )
}
