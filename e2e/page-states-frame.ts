import { newTag } from './page-rows.ts'
import type { State } from './page-states.ts'

export const emptyFrame: State[] = [
  {
    name: 'dashboard-empty',
    at: '/',
    whole: true,
    reach: async ({ page, t }) => {
      await page.getByText(t.dashboard.start.text).waitFor()
      await page.getByText(t.dashboard.noMessages).waitFor()
    },
  },
]

export const filledFrame: State[] = [
  {
    name: 'dashboard-filled',
    at: '/',
    whole: true,
    reach: ({ page, t }) => page.getByRole('heading', { name: t.dashboard.recentMessages }).waitFor(),
  },
  {
    name: 'theme-menu',
    at: '/',
    reach: async ({ page, t }) => {
      await page.getByRole('heading', { name: t.dashboard.recentItems }).waitFor()
      await page.getByRole('button', { name: t.shell.theme.label }).click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'help-sheet',
    at: '/',
    reach: async ({ page, t }) => {
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: t.shell.shortcuts }).waitFor()
    },
  },
  { name: 'not-found', at: '/nowhere', reach: ({ page, t }) => page.getByRole('heading', { name: t.shell.notFound.title }).waitFor() },
  {
    name: 'offline',
    at: '/c/items',
    reach: async ({ page, context, t }) => {
      await page.getByRole('gridcell').first().waitFor()
      // What is sent on its way by hand would still arrive.
      await context.unrouteAll({ behavior: 'wait' })
      await context.setOffline(true)
      // Nothing is known of the server until it is asked for something.
      await page.getByRole('textbox', { name: t.collections.search }).fill(newTag())
      await page.getByText(t.shell.offline).waitFor()
    },
  },
]
