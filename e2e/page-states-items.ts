import type { Item } from '#shared/items.ts'
import { exampleRows } from './example-rows.ts'
import { changeItem, descriptionCell, findItems, newTag } from './page-rows.ts'
import type { Scene, State } from './page-states.ts'

const examples = (scene: Scene) => exampleRows(scene.language, 8)
const nameOf = (scene: Scene, at: number) => examples(scene)[at]?.name ?? ''

/** The record that stands there by the name of that example. */
async function itemAt(scene: Scene, at: number): Promise<Item> {
  const name = nameOf(scene, at)
  const item = (await findItems(scene.desk.url, name)).find((each) => each.name === name)
  if (!item) throw new Error(`There is no ${name}.`)
  return item
}

async function select(scene: Scene, places: number[]) {
  for (const at of places) await scene.page.getByRole('checkbox', { name: scene.t.items.selectRow(nameOf(scene, at)) }).click()
}

async function openCreate({ page, t, wide }: Scene) {
  await page
    .getByRole('button', { name: wide ? t.items.create : t.items.createShort })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: t.items.create })
  await dialog.waitFor()
  return dialog
}

async function openDetails(scene: Scene, at: number) {
  const { page, t, wide } = scene
  const name = nameOf(scene, at)
  await (wide ? page.getByRole('button', { name: t.items.detailsOf(name) }) : page.getByText(name)).first().click()
  await page.getByRole('listitem').getByText(t.items.history.create, { exact: true }).waitFor()
}

async function openEdit(scene: Scene, at: number) {
  await openDetails(scene, at)
  await scene.page.getByRole('button', { name: scene.t.items.edit, exact: true }).click()
  const dialog = scene.page.getByRole('dialog', { name: scene.t.items.editItem })
  await dialog.waitFor()
  return dialog
}

async function search({ page, desk, t }: Scene, words: string) {
  const { length } = await findItems(desk.url, words)
  await page.getByRole('textbox', { name: t.items.search }).fill(words)
  await page.getByText(t.items.found(String(length)), { exact: true }).waitFor()
}

export const emptyItems: State[] = [
  { name: 'items-empty', at: '/items', reach: ({ page, t }) => page.getByText(t.items.empty.title).waitFor() },
  { name: 'trash-empty', at: '/items?trash=true', reach: ({ page, t }) => page.getByText(t.items.empty.trash).waitFor() },
]

export const filledItems: State[] = [
  { name: 'items-filled', at: '/items', reach: (scene) => scene.page.getByText(nameOf(scene, 0)).first().waitFor() },
  { name: 'items-selected', at: '/items', reach: (scene) => select(scene, [0, 2, 3]) },
  { name: 'items-create', at: '/items', reach: openCreate },
  {
    name: 'items-create-error',
    at: '/items',
    reach: async (scene) => {
      const dialog = await openCreate(scene)
      await dialog.getByRole('button', { name: scene.t.items.createShort, exact: true }).click()
      await dialog.locator('[aria-invalid]').waitFor()
    },
  },
  {
    name: 'items-edit-in-place',
    at: '/items',
    only: 'wide',
    reach: async (scene) => {
      await descriptionCell(scene.page, nameOf(scene, 1)).dblclick()
      await scene.page.getByRole('grid').getByRole('textbox').waitFor()
    },
  },
  { name: 'items-details', at: '/items', reach: (scene) => openDetails(scene, 0) },
  { name: 'items-edit-dialog', at: '/items', reach: (scene) => openEdit(scene, 0) },
  {
    name: 'items-conflict',
    at: '/items',
    reach: async (scene) => {
      const { page, desk, t } = scene
      const item = await itemAt(scene, 3)
      const [theirs, mine] = examples(scene)
        .map(({ description }) => description)
        .filter((description) => description !== null && description !== item.description)
      const dialog = await openEdit(scene, 3)
      await dialog.getByRole('textbox', { name: t.items.fields.description }).fill(mine ?? '')
      await changeItem(desk.url, item.id, { description: theirs ?? '' })
      await dialog.getByRole('button', { name: t.items.save }).click()
      await page.getByRole('dialog', { name: t.items.conflict.title }).waitFor()
    },
  },
  { name: 'items-found', at: '/items', reach: (scene) => search(scene, { 'zh-CN': '华东区', en: 'East' }[scene.language]) },
  { name: 'items-nothing-found', at: `/items?q=${newTag()}`, reach: ({ page, t }) => page.getByText(t.items.empty.noneText).waitFor() },
  {
    name: 'items-gone',
    at: '/items?id=01900000-0000-7000-8000-000000000000',
    reach: ({ page, t }) => page.getByText(t.items.gone.title).waitFor(),
  },
  {
    name: 'trash',
    at: '/items?trash=true',
    reach: ({ page, t, wide }) => (wide ? page.getByRole('button', { name: t.items.restore }) : page.getByRole('listitem')).first().waitFor(),
  },
  {
    name: 'items-undo',
    at: '/items',
    reach: async ({ page, t }) => {
      // Each look takes away another one: that of the last is in the trash.
      await page.getByRole('checkbox').nth(5).click()
      await page.getByRole('status').getByRole('button', { name: t.items.remove }).click()
      await page.getByRole('button', { name: t.items.undo }).waitFor()
    },
  },
]
