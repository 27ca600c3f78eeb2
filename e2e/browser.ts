import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Headless without what a browser does for itself: updates, sync, guesses about the network. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Patience with one step on a busy machine; none is expected to take it. */
export const PATIENCE_MS = 20_000

const { CHROMIUM_PATH, PATH = '', PROGRAMFILES = 'C:\\Program Files', 'PROGRAMFILES(X86)': PROGRAMFILES_X86 = 'C:\\Program Files (x86)' } = process.env

const onPath = (...names: string[]) => PATH.split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)))
const places: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: onPath('chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'microsoft-edge'),
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: [PROGRAMFILES, PROGRAMFILES_X86].flatMap((folder) => [
    path.join(folder, 'Google\\Chrome\\Application\\chrome.exe'),
    path.join(folder, 'Microsoft\\Edge\\Application\\msedge.exe'),
  ]),
}

/** Chromium without windows, as Debian packs it: it draws the same, and a visit takes half the time. */
const shells = onPath('chromium-headless-shell')

/** The browser of this machine, or else Playwright's own, which is fetched once. @param first what is taken before those that people have */
function findBrowser(first: string[] = []): string | undefined {
  if (CHROMIUM_PATH) {
    if (!existsSync(CHROMIUM_PATH)) throw new Error(`CHROMIUM_PATH names ${CHROMIUM_PATH}, which does not exist.`)
    return CHROMIUM_PATH
  }
  return [...first, ...(places[process.platform] ?? [])].find((file) => existsSync(file))
}

/** For programs that start a browser themselves. */
export const browserPath = (): string => findBrowser() ?? chromium.executablePath()

/** For measurements: the browser that people have. */
export const launchBrowser = (): Promise<Browser> => launch(findBrowser())

/** For tests. */
export const launchShell = (): Promise<Browser> => launch(findBrowser(shells))

async function launch(executablePath: string | undefined): Promise<Browser> {
  if (executablePath) return await chromium.launch({ executablePath, args: browserFlags })
  const own = () => chromium.launch({ channel: 'chromium-headless-shell', args: browserFlags })
  try {
    return await own()
  } catch {
    const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
    try {
      execFileSync(process.execPath, [cli, 'install', 'chromium-headless-shell'], { stdio: 'inherit' })
      return await own()
    } catch (cause) {
      throw new Error('The tests of the page need Chromium, Chrome or Edge. Install one, or name it with CHROMIUM_PATH.', { cause })
    }
  }
}

export type Watched = {
  /** What went wrong so far and was not provoked. */
  troubles: () => string[]
  /** From now on trouble that matches is part of the test. */
  provoke: (...expected: RegExp[]) => void
}

/** Collects what a page must not have: errors and warnings in the console, failed requests, what the Content-Security-Policy stopped. */
export async function watch(context: BrowserContext): Promise<Watched> {
  const all: string[] = []
  const provoked: RegExp[] = []
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`Content-Security-Policy: ${event.violatedDirective} stopped ${event.blockedURI}`),
    )
  })
  const add = (text: string) => void (provoked.some((pattern) => pattern.test(text)) || all.push(text))
  const follow = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') add(`${message.type()}: ${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => add(`page error: ${error.stack ?? error.message}`))
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? ''
      // The page itself lets go of what it no longer needs, as when it is left.
      if (reason !== 'net::ERR_ABORTED') add(`failed: ${request.method()} ${request.url()} ${reason}`)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) add(`answer ${response.status()}: ${response.request().method()} ${response.url()}`)
    })
  }
  context.on('page', follow)
  return {
    troubles: () => all.filter((text) => !provoked.some((pattern) => pattern.test(text))),
    provoke: (...expected) => void provoked.push(...expected),
  }
}
