import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed, diagramScript, pageParts, withoutDescriptions, withoutUnusedZod } from './scripts/web-build.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** In development the page is served by Vite and everything else by the API, which scripts/dev.ts starts on API_PORT. */
const api = `http://127.0.0.1:${process.env.API_PORT ?? 8000}`
/** Not just `/api`: web/api.ts has that beginning too. */
const proxied = '^/(api/|openapi\\.json|docs|redoc|healthz|readyz|metrics)'

/** The first part of an address → the module of its page, as web/routes.tsx has them. */
const pages = {
  '/': 'dashboard/DashboardPage.tsx',
  '/c': 'collections/CollectionPage.tsx',
  '/chat': 'chat/ChatPage.tsx',
  '/settings': 'settings/SettingsPage.tsx',
  '/users': 'users/UsersPage.tsx',
  '/audit': 'audit/AuditPage.tsx',
  '/login': 'auth/LoginPage.tsx',
  '/setup': 'auth/SetupPage.tsx',
  '/invite': 'auth/InvitePage.tsx',
  '/reset': 'auth/ResetPage.tsx',
  '/register': 'auth/RegisterPage.tsx',
}

/** Of the chat, what its first page is made of and what comes later uses too. It imports itself and the groups before it: chunks in a circle do not start. */
const chatParts = [
  'shared/(attachments|branches|chat|stand-in)',
  'web/chat/(icons|queries|texts)',
  'web/chat/compare/comparisonQueries',
  'web/chat/composer/(grow|isComposing|keepDraft|texts)',
  'web/chat/files/(BlobImage|Thumbnail|icons|queries|texts|writeSize)',
  'web/chat/messages/Failure',
  'web/chat/models/(LateModelList|icons)',
  'web/chat/sessions/ListSkeleton',
  'web/chat/stream/(applyFrame|messagesOf)',
  'web/chat/tree/(actions|branchQueries|tellTabs|texts)',
].map((part) => part.replaceAll('/', '[\\\\/]'))

export default defineConfig({
  root: here('web'),
  plugins: [react(), tailwindcss(), withoutUnusedZod, withoutDescriptions, pageParts(pages), diagramScript, compressed],
  server: { host: '127.0.0.1', port: Number(process.env.PORT ?? 5173), proxy: { [proxied]: { target: api } } },
  build: {
    outDir: here('dist/web'),
    emptyOutDir: true,
    manifest: true,
    // The Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What changes only with the lockfile keeps its address, and its place in the browser's cache, from release to release.
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              // forbid-eval is of the same chunk so that it runs before any chunk that makes schemas.
              test: /forbid-eval\.ts$|node_modules[\\/](react|react-dom|scheduler|zod|@tanstack[\\/](react-query|query-core)|wouter|regexparam|use-sync-external-store)[\\/]/,
            },
            // Small things that nearly every page is made of: each by itself would be a request, and its headers more than its code.
            {
              name: 'parts',
              test: /(web[\\/](ui[\\/](Dialog|Field|Time|Views|SearchBox|QueryFailed)\.tsx)|shared[\\/](money|permissions|text|users)\.ts)$/,
            },
            { name: 'models', test: /shared[\\/](chat-settings|models)\.ts$/, includeDependenciesRecursively: false },
            { name: 'chat', test: new RegExp(`(${chatParts.join('|')})\\.tsx?$`), includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
})
