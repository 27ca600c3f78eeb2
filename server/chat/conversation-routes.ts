import type { App } from '../http/app-types.ts'
import type { ChatDeps } from './ask.ts'
import { branchRoutes } from './branch-routes.ts'
import { folderRoutes } from './list/folder-routes.ts'
import { sessionRoutes } from './list/routes.ts'
import { chatSearchRoutes } from './search/routes.ts'
import { shareRoutes } from './share/routes.ts'
import { transferRoutes } from './transfer/routes.ts'

/** What is done with conversations as a whole, in the order in which the docs list it. */
export function conversationRoutes(app: App, deps: ChatDeps): void {
  branchRoutes(app, deps)
  sessionRoutes(app, deps)
  folderRoutes(app, deps)
  chatSearchRoutes(app, deps)
  transferRoutes(app, deps)
  shareRoutes(app, deps)
}
