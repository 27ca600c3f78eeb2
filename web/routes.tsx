import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter'
import { BESIDE, preloadDrawing, preloadPanel } from './chat/drawing.ts'
import { trashOf } from './collections/paths.ts'
import { dashboardQuery } from './dashboard/queries.ts'
import { onIntent } from './link.tsx'
import { FIRST_COLLECTION, isGuestPage, paths, patterns } from './paths.ts'
import { queryClient } from './query-client.ts'
import { Guarded } from './shell/Guarded.tsx'
import { GuestFrame } from './shell/GuestFrame.tsx'
import { Layout } from './shell/Layout.tsx'
import { latePage } from './shell/latePage.tsx'
import { NotFoundPage } from './shell/NotFoundPage.tsx'
import { whenIdle } from './ui/whenIdle.ts'

const loadDashboard = () => import('./dashboard/DashboardPage.tsx')
const loadCollections = () => import('./collections/CollectionsPage.tsx')
const loadCollection = () => import('./collections/CollectionPage.tsx')
const loadChat = () => import('./chat/ChatPage.tsx')
const loadSettings = () => import('./settings/SettingsPage.tsx')
const loadUsers = () => import('./users/UsersPage.tsx')
const loadUsage = () => import('./usage/UsagePage.tsx')
const loadPrompts = () => import('./prompts/PromptsPage.tsx')
const loadAudit = () => import('./audit/AuditPage.tsx')

const DashboardPage = latePage(async () => (await loadDashboard()).DashboardPage)
const CollectionsPage = latePage(async () => (await loadCollections()).CollectionsPage)
const CollectionPage = latePage(async () => (await loadCollection()).CollectionPage)
const ChatPage = latePage(async () => (await loadChat()).ChatPage)
const SettingsPage = latePage(async () => (await loadSettings()).SettingsPage)
const UsersPage = latePage(async () => (await loadUsers()).UsersPage)
const UsagePage = latePage(async () => (await loadUsage()).UsagePage)
const PromptsPage = latePage(async () => (await loadPrompts()).PromptsPage)
const AuditPage = latePage(async () => (await loadAudit()).AuditPage)
const LoginPage = latePage(async () => (await import('./auth/LoginPage.tsx')).LoginPage)
const SetupPage = latePage(async () => (await import('./auth/SetupPage.tsx')).SetupPage)
const InvitePage = latePage(async () => (await import('./auth/InvitePage.tsx')).InvitePage)
const ResetPage = latePage(async () => (await import('./auth/ResetPage.tsx')).ResetPage)
const SharedPage = latePage(async () => (await import('./chat/share/SharedPage.tsx')).SharedPage)
const RegisterPage = latePage(async () => (await import('./auth/RegisterPage.tsx')).RegisterPage)

const others: Record<string, () => Promise<unknown>> = {
  [patterns.settings]: loadSettings,
  [patterns.users]: loadUsers,
  [patterns.audit]: loadAudit,
  [patterns.usage]: loadUsage,
  [patterns.prompts]: loadPrompts,
  [patterns.collections]: loadCollections,
}

/** Starts to fetch a page's code, and what it will ask for meanwhile. What fails here fails again, and visibly, in the page. */
function prepare(href: string): void {
  const { pathname, searchParams } = new URL(href, location.href)
  const ignore = () => undefined
  if (pathname === patterns.dashboard) {
    loadDashboard().catch(ignore)
    void queryClient.prefetchQuery(dashboardQuery())
  } else if (pathname.startsWith(`${patterns.collections}/`)) {
    const [slug = ''] = pathname.slice(patterns.collections.length + 1).split('/')
    loadCollection().then((page) => page.prepare(queryClient, slug, searchParams), ignore)
  } else if (pathname.startsWith('/chat')) {
    loadChat().catch(ignore)
    if (pathname !== paths.chat()) preloadDrawing()
    else if (matchMedia(BESIDE).matches) preloadPanel()
  } else others[pathname]?.().catch(ignore)
}

onIntent(prepare)
prepare(location.href)
// While somebody is typing a password there is time for what comes next.
if (isGuestPage(location.pathname) && location.pathname !== patterns.shared) whenIdle(() => void loadDashboard().catch(() => undefined))

/** Links to a row that are in old messages and bookmarks still find it. */
function OldItems() {
  const { trash, ...search } = Object.fromEntries(new URLSearchParams(useSearch()))
  return <Redirect replace to={trash ? trashOf(FIRST_COLLECTION, search.q) : paths.collection(FIRST_COLLECTION, search)} />
}

const Guests = ({ here }: { here: string }) => (
  <GuestFrame wide={here === patterns.shared}>
    <Switch>
      <Route path={patterns.login} component={LoginPage} />
      <Route path={patterns.setup} component={SetupPage} />
      <Route path={patterns.invite} component={InvitePage} />
      <Route path={patterns.reset} component={ResetPage} />
      <Route path={patterns.register} component={RegisterPage} />
      <Route path={patterns.shared} component={SharedPage} />
    </Switch>
  </GuestFrame>
)

const Workspace = () => (
  <Layout>
    <Switch>
      <Route path={patterns.dashboard}>
        <Guarded permission="items:read">
          <DashboardPage />
        </Guarded>
      </Route>
      <Route path={patterns.items} component={OldItems} />
      <Route path={patterns.collections}>
        <Guarded permission="items:read">
          <CollectionsPage />
        </Guarded>
      </Route>
      <Route path={patterns.collection}>
        {({ slug, part }) => (
          <Guarded permission="items:read">
            <CollectionPage slug={slug} part={part} />
          </Guarded>
        )}
      </Route>
      <Route path={patterns.chat}>
        {({ sessionId }) => (
          <Guarded permission="chat:use">
            <ChatPage {...(sessionId ? { sessionId } : {})} />
          </Guarded>
        )}
      </Route>
      <Route path={patterns.prompts}>
        <Guarded permission="chat:use">
          <PromptsPage />
        </Guarded>
      </Route>
      <Route path={patterns.settings} component={SettingsPage} />
      <Route path={patterns.users} component={UsersPage} />
      <Route path={patterns.usage} component={UsagePage} />
      <Route path={patterns.audit} component={AuditPage} />
      <Route component={NotFoundPage} />
    </Switch>
  </Layout>
)

export function Routes() {
  const [here] = useLocation()
  return isGuestPage(here) ? <Guests here={here} /> : <Workspace />
}
