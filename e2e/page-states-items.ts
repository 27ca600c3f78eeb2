import { exampleRows } from './example-rows.ts'
import { gridRow, openRow } from './page-collection.ts'
import { changeItem, findItems, newTag } from './page-rows.ts'
import type { Scene, State } from './page-states.ts'

const nameOf = ({ language }: Scene, at: number) => exampleRows(language, 8)[at]?.name ?? ''

export const emptyItems: State[] = [
  { name: 'items-trash-empty', at: '/c/items/trash', reach: ({ page, t }) => page.getByText(t.trash.empty, { exact: true }).waitFor() },
]

/** The first collection, which has no fields of its own. */
export const filledItems: State[] = [
  { name: 'items-filled', at: '/c/items', reach: (scene) => gridRow(scene.page, nameOf(scene, 0)).first().waitFor() },
  {
    name: 'items-details',
    at: '/c/items',
    reach: async (scene) => {
      await openRow(scene.page, nameOf(scene, 0), scene.t.collections.openRow)
      await scene.page.getByRole('listitem').getByText(scene.t.collections.history.create, { exact: true }).waitFor()
    },
  },
  {
    name: 'items-conflict',
    at: '/c/items',
    reach: async (scene) => {
      const { desk, page, language, t } = scene
      const [mine, theirs] = exampleRows(language, 8).map(({ description }) => description ?? '')
      await openRow(page, nameOf(scene, 3), t.collections.openRow)
      await page.getByRole('button', { name: t.collections.edit(t.collections.builtIn.description) }).click()
      const dialog = page.getByRole('dialog', { name: nameOf(scene, 3) })
      await dialog.getByRole('textbox', { name: t.collections.builtIn.description }).fill(`${mine} ${newTag()}`)
      const [item] = await findItems(desk.url, nameOf(scene, 3))
      await changeItem(desk.url, item?.id ?? '', { description: `${theirs} ${newTag()}` })
      await dialog.getByRole('button', { name: t.collections.save }).click()
      await page.getByRole('dialog', { name: t.collections.conflict.title }).waitFor()
    },
  },
  { name: 'items-nothing-found', at: `/c/items?q=${newTag()}`, reach: ({ page, t }) => page.getByText(t.collections.noneFound.text).waitFor() },
  {
    name: 'items-gone',
    at: '/c/items?id=01900000-0000-7000-8000-000000000000',
    reach: ({ page, t }) => page.getByText(t.collections.goneDetails.title).waitFor(),
  },
  {
    name: 'items-trash',
    at: '/c/items/trash',
    reach: ({ page, t }) => page.getByRole('list', { name: t.trash.list }).getByRole('listitem').first().waitFor(),
  },
]
