import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { dashboardQuery } from './dashboard/queries.ts'
import { itemsQuery } from './items/queries.ts'
import { readItemSearch } from './items/search.ts'
import { patterns } from './paths.ts'
import { queryClient } from './query-client.ts'
import { ErrorPage } from './shell/ErrorPage.tsx'
import { Layout } from './shell/Layout.tsx'
import { NotFoundPage } from './shell/NotFoundPage.tsx'

const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage })

// A loader only starts what the page will ask for, while its code is still on the way; the page itself shows how that goes.
const dashboard = createRoute({
  getParentRoute: () => root,
  path: patterns.dashboard,
  loader: () => void queryClient.prefetchQuery(dashboardQuery()),
  component: lazyRouteComponent(() => import('./dashboard/DashboardPage.tsx'), 'DashboardPage'),
})

const items = createRoute({
  getParentRoute: () => root,
  path: patterns.items,
  loaderDeps: ({ search }) => readItemSearch(search),
  loader: ({ cause, deps }) => {
    // Once there, the page asks by itself; what is typed into its search box should not be asked twice.
    if (cause !== 'stay') void queryClient.prefetchInfiniteQuery(itemsQuery(deps))
  },
  component: lazyRouteComponent(() => import('./items/ItemsPage.tsx'), 'ItemsPage'),
})

const ChatPage = lazyRouteComponent(() => import('./chat/ChatPage.tsx'), 'ChatPage')
const chat = createRoute({
  getParentRoute: () => root,
  path: patterns.chat,
  component: function Chat() {
    const { sessionId } = chat.useParams()
    return <ChatPage {...(sessionId ? { sessionId } : {})} />
  },
})

export const router = createRouter({
  routeTree: root.addChildren([dashboard, items, chat]),
  defaultErrorComponent: ErrorPage,
  scrollRestoration: false,
  // As people write addresses: `?q=2026` is text. The router's own way would make a number of it and put quotes around text that looks like one.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const query = new URLSearchParams(Object.entries(search).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])))
    return query.size > 0 ? `?${query}` : ''
  },
})
