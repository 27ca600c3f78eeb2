import { lazy } from 'react'
import { Route, Switch } from 'wouter'
import { dashboardQuery } from './dashboard/queries.ts'
import { itemsQuery } from './items/queries.ts'
import { readItemSearch } from './items/search.ts'
import { onIntent } from './link.tsx'
import { patterns } from './paths.ts'
import { queryClient } from './query-client.ts'
import { Layout } from './shell/Layout.tsx'
import { NotFoundPage } from './shell/NotFoundPage.tsx'

const loadDashboard = () => import('./dashboard/DashboardPage.tsx')
const loadItems = () => import('./items/ItemsPage.tsx')
const loadChat = () => import('./chat/ChatPage.tsx')

const DashboardPage = lazy(async () => ({ default: (await loadDashboard()).DashboardPage }))
const ItemsPage = lazy(async () => ({ default: (await loadItems()).ItemsPage }))
const ChatPage = lazy(async () => ({ default: (await loadChat()).ChatPage }))

/** Starts to fetch a page's code, and what it will ask for meanwhile. What fails here fails again, and visibly, in the page. */
function prepare(href: string): void {
  const { pathname, searchParams } = new URL(href, location.href)
  const ignore = () => undefined
  if (pathname === patterns.dashboard) {
    loadDashboard().catch(ignore)
    void queryClient.prefetchQuery(dashboardQuery())
  } else if (pathname === patterns.items) {
    loadItems().catch(ignore)
    void queryClient.prefetchInfiniteQuery(itemsQuery(readItemSearch(Object.fromEntries(searchParams))))
  } else if (pathname.startsWith('/chat')) loadChat().catch(ignore)
}

onIntent(prepare)
prepare(location.href)

export const Routes = () => (
  <Layout>
    <Switch>
      <Route path={patterns.dashboard} component={DashboardPage} />
      <Route path={patterns.items} component={ItemsPage} />
      <Route path={patterns.chat}>{({ sessionId }) => <ChatPage {...(sessionId ? { sessionId } : {})} />}</Route>
      <Route component={NotFoundPage} />
    </Switch>
  </Layout>
)
