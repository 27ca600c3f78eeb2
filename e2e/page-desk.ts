import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, inject, onTestFinished } from 'vitest'
import type { Language } from '#shared/errors.ts'
import { ChatModelsEnvelope } from '#shared/models.ts'
import { freePort } from '../scripts/postgres.ts'
import { fetchSigned, speakAs } from '../server/test/credentials.ts'
import { copyEmbedded } from '../server/test/databases.ts'
import { listTexts } from '../web/chat/sessions/texts.ts'
import { chatTexts } from '../web/chat/texts.ts'
import { treeTexts } from '../web/chat/tree/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { trashTexts } from '../web/collections/trash/texts.ts'
import { dashboardTexts } from '../web/dashboard/texts.ts'
import { shellTexts } from '../web/shell/texts.ts'
import { uiTexts } from '../web/ui/texts.ts'
import { launchShell, PATIENCE_MS, type Watched, watch } from './browser.ts'
import { killContainer } from './container.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from './fake-openrouter.ts'
import { administrator, signIn, startProgram } from './program.ts'

/**
 * E2E_URL names a program that runs already, with whatever data it has; none is started then. E2E_MODEL says that its model is the
 * stand-in (`node e2e/fake-openrouter.ts`), so that the journeys that need one can be made there too. E2E_EMAIL and E2E_PASSWORD
 * are an administrator's. E2E_CONTAINER names the Docker container that the program runs in, so that it can be killed and started
 * again; the files must then take turns (`--no-file-parallelism`).
 */
const { E2E_URL, E2E_MODEL, E2E_CONTAINER, E2E_EMAIL = '', E2E_PASSWORD = '' } = process.env
const pictures = path.join(path.dirname(import.meta.dirname), 'test-results')

export const languages = ['zh-CN', 'en'] as const
/** For what hangs on no word: the other language has its turn in page-access and page-workflow, and in the files that name it. */
export const inOne = (language: Language): [Language] => [language]
export const textsOf = (language: Language) => ({
  collections: collectionTexts[language],
  trash: trashTexts[language],
  chat: chatTexts[language],
  list: listTexts[language],
  tree: treeTexts[language],
  shell: shellTexts[language],
  dashboard: dashboardTexts[language],
  ui: uiTexts[language],
})

export type Texts = ReturnType<typeof textsOf>
/** Where the reader is, whose day begins eight hours before that of UTC. */
export const ZONE = 'Asia/Shanghai'
/** The windows of a desk and of a phone. */
export const WIDE = { width: 1280, height: 800 }
export const PHONE = { width: 360, height: 740 }

/** Every way in which the page is seen. */
export const everyLook = (['light', 'dark'] as const).flatMap((theme) =>
  languages.flatMap((language) => [WIDE, PHONE].map((size) => ({ theme, language, size, width: size.width }))),
)
export type Look = (typeof everyLook)[number]
/** Half of them, with every pair of a theme, a language and a window: colours differ by the theme, lengths by the language. */
export const looks = everyLook.filter(({ theme, language, size }) => [theme === 'dark', language === 'en', size === PHONE].filter(Boolean).length % 2 === 0)
/** Each language once, and each window, for what takes long. */
export const lightLooks = looks.filter(({ theme }) => theme === 'light')

/** `as: null` comes as nobody. */
export type VisitOptions = {
  language: Language
  as?: { email: string; password: string } | null
  at?: string
  size?: { width: number; height: number }
  theme?: 'light' | 'dark'
  timezone?: string
}
export type Opened = { page: Page; context: BrowserContext }
export type Visit = Opened & Pick<Watched, 'provoke'>

export type Desk = {
  url: string
  /** What answers questions; `other` is a real model, which no test asks. */
  model: 'stand-in' | 'built-in' | 'other'
  /** What the program has printed; null where it was there before the tests. */
  output: () => string | null
  /** False where the program was there before the tests, in no container that they know. */
  canBeKilled: boolean
  /** Kills the program. @returns what starts it again on the same data and port */
  kill: () => Promise<() => Promise<void>>
  /** A new browser profile with one page; at the end of the test it is closed, and any trouble that it had fails the test. */
  visit: (options: VisitOptions) => Promise<Visit>
  /** The same where there is no test, at no address yet: whoever opens it closes its context. */
  open: (options: Omit<VisitOptions, 'at'>) => Promise<Opened>
  close: () => Promise<void>
}

/**
 * @param want what should answer questions where the program is started here
 * @param more settings of that program
 */
export async function openDesk(want: Desk['model'], more: Record<string, string> = {}): Promise<Desk> {
  // A first start has tests of its own; each of these would make the same database again.
  const { folder, remove } = copyEmbedded(process.env.VITEST ? inject('embeddedTemplate') : undefined)
  const browser = await launchShell()
  const fake = want === 'stand-in' && !E2E_URL ? await startFakeOpenRouter() : null
  const settings = {
    DATA_DIR: folder,
    PORT: String(await freePort()),
    ...(fake ? { OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: ['test', 'key'].join('-') } : {}),
    ...more,
  }
  let program = E2E_URL ? null : await startProgram(settings)
  const url = (E2E_URL ?? program?.url ?? '').replace(/\/$/, '')
  const owner = E2E_URL ? { email: E2E_EMAIL, password: E2E_PASSWORD } : administrator
  if (E2E_URL) speakAs(url, (await signIn(url, owner)).token)
  const killProcess = async () => {
    await program?.end('SIGKILL')
    return async () => {
      program = await startProgram(settings)
    }
  }
  return {
    url,
    model: E2E_URL ? await modelAt(url) : want,
    output: () => program?.output() ?? null,
    canBeKilled: program !== null || Boolean(E2E_CONTAINER),
    async kill() {
      const restart = E2E_URL && E2E_CONTAINER ? await killContainer(E2E_CONTAINER, url) : await killProcess()
      let starting: Promise<void> | undefined
      const start = () => (starting ??= restart())
      // The tests that follow need it, whatever became of this one.
      onTestFinished(start)
      return start
    },
    async visit(options) {
      // The account that all share keeps the language and the look that an earlier visit chose; each is to begin with those of its browser.
      if (options.as === undefined) await forgetLook(url, owner)
      return await visit(browser, url, { as: owner, ...options })
    },
    async open(options) {
      const context = await newProfile(browser, url, { as: owner, ...options })
      return { page: await context.newPage(), context }
    },
    async close() {
      await browser.close()
      await program?.end('SIGTERM')
      await closeFake(fake)
      remove()
    },
  }
}

async function forgetLook(url: string, person: { email: string; password: string }): Promise<void> {
  const { token } = await signIn(url, person)
  await fetch(`${url}/api/v1/auth/me`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ language: null, theme: null }),
  })
}

const closeFake = async (fake: FakeOpenRouter | null) => await fake?.close()

async function modelAt(url: string): Promise<Desk['model']> {
  const { data } = ChatModelsEnvelope.parse(await (await fetchSigned(`${url}/api/v1/chat/models`)).json())
  return !data.configured ? 'built-in' : E2E_MODEL ? 'stand-in' : 'other'
}

async function newProfile(browser: Browser, url: string, options: VisitOptions): Promise<BrowserContext> {
  const { language, as, at = '/', size = WIDE, theme = 'light', timezone = ZONE } = options
  const context = await browser.newContext({
    baseURL: url,
    locale: language === 'en' ? 'en-US' : language,
    timezoneId: timezone,
    viewport: size,
    colorScheme: theme,
    reducedMotion: 'reduce',
    // Phones have fingers; a desk has a mouse.
    hasTouch: size.width < 768,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(PATIENCE_MS)
  if (as) await context.addCookies(cookiesFor(new URL(at, url), (await signIn(url, as)).cookies))
  return context
}

export async function arrive(page: Page, at: string): Promise<void> {
  await page.goto(at)
  // Every page has one; it is drawn when the page listens to keys.
  await page.getByRole('heading', { level: 1 }).waitFor()
}

async function visit(browser: Browser, url: string, options: VisitOptions): Promise<Visit> {
  const context = await newProfile(browser, url, options)
  const watched = await watch(context)
  const page = await context.newPage()
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') {
      mkdirSync(pictures, { recursive: true })
      for (const [at, open] of context.pages().entries())
        await open.screenshot({ path: path.join(pictures, `${task.name.replaceAll(/[^\p{L}\d]+/gu, '-')}-${at}.png`) }).catch(() => undefined)
    }
    await context.close()
    expect(watched.troubles(), 'what the browser complained of').toEqual([])
  })
  await arrive(page, options.at ?? '/')
  return { page, context, provoke: watched.provoke }
}

/** Cookies as an answer sets them, as the browser's own: this machine counts as a secure place, so it keeps and sends them. */
const cookiesFor = ({ hostname }: URL, lines: string[]) =>
  lines.map((line) => {
    const [pair = ''] = line.split(';')
    const [name = '', ...value] = pair.split('=')
    return { name, value: value.join('='), domain: hostname, path: '/', httpOnly: true, secure: true, sameSite: 'Strict' as const }
  })

/** Asks until it is so. For what a locator cannot wait for. */
export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: PATIENCE_MS, interval: 50 })

/** Requests to these addresses wait. @returns what lets them go on, and all that come later */
export async function holdBack(page: Page, addresses: string | RegExp): Promise<() => void> {
  const released = Promise.withResolvers<void>()
  await page.route(addresses, async (route) => {
    await released.promise
    await route.continue()
  })
  return released.resolve
}
