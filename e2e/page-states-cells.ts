import { fetchSigned } from '../server/test/credentials.ts'
import { commentTexts } from '../web/collections/comments/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { readRows } from './page-collection.ts'
import type { State } from './page-states.ts'
import { cellOf, edit, nameAt, open, SLUG, words } from './page-states-customers.ts'

/** The cells of a grid, and what is done in them. */
export const cellStates: State[] = [
  { name: 'collection-grid', at: '/c', reach: open },
  {
    name: 'collections',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.goto('/c')
      await scene.page.getByRole('main').getByRole('link', { name: words[scene.language].collection }).waitFor()
    },
  },
  {
    name: 'collection-create',
    at: '/c',
    reach: async ({ page, language }) => {
      const t = collectionTexts[language]
      await page.getByRole('main').getByRole('button', { name: t.create }).first().click()
      await page.getByRole('button', { name: t.addField }).click()
    },
  },
  {
    name: 'collection-range',
    at: '/c',
    only: 'wide',
    reach: async (scene) => {
      await open(scene)
      await cellOf(scene, 1, 'stage').click()
      for (const key of ['Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowRight']) await scene.page.keyboard.press(key)
    },
  },
  {
    name: 'collection-edit-text',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 1, 'notes')
      await scene.page.getByRole('textbox').last().waitFor()
    },
  },
  {
    name: 'collection-edit-wrong',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 1, 'contract')
      await scene.page.keyboard.press('Control+a')
      await scene.page.keyboard.type('abc')
      await scene.page.keyboard.press('Enter')
      await scene.page.locator('[aria-invalid]').waitFor()
    },
  },
  {
    name: 'collection-edit-choices',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 1, 'tags')
      await scene.page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'collection-edit-relation',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 2, 'company')
      await scene.page.getByRole('option').nth(2).waitFor()
    },
  },
  {
    name: 'collection-edit-date',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 2, 'next_call')
    },
  },
  {
    name: 'collection-column-menu',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page
        .getByRole('columnheader', { name: words[scene.language].fields[0] ?? '' })
        .getByRole('button')
        .click()
      await scene.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'collection-pinned',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      const t = collectionTexts[scene.language]
      await scene.page
        .getByRole('columnheader', { name: words[scene.language].fields[1] ?? '' })
        .getByRole('button')
        .click()
      await scene.page.getByRole('menuitem', { name: t.pin }).click()
      await scene.page.getByRole('grid').evaluate((grid) => grid.parentElement?.scrollTo(330, 0))
      await scene.page.locator('[data-scrolled]').waitFor()
    },
  },
  {
    name: 'collection-comments',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      const [row] = (await readRows(scene.desk.url, SLUG)).filter(({ name }) => name === nameAt(scene, 1))
      const said =
        scene.language === 'en'
          ? ['Called, wants the contract by Friday.\nhttps://example.com/contract', 'Sent.']
          : ['电话沟通过，周五前要合同。\nhttps://example.com/contract', '已发送。']
      for (const body of said)
        await fetchSigned(`${scene.desk.url}/api/v1/collections/${SLUG}/items/${row?.id}/comments`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ body }),
        })
      await open(scene, `?id=${row?.id}`)
      const t = commentTexts[scene.language]
      await scene.page.getByRole('button', { name: t.edit }).last().click()
      await scene.page.getByRole('textbox', { name: t.write }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'collection-columns',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.getByRole('button', { name: collectionTexts[scene.language].columns }).click()
      await scene.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'collection-new-row',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.getByRole('button', { name: collectionTexts[scene.language].newRow }).click()
      await scene.page.getByRole('textbox').first().waitFor()
    },
  },
]
