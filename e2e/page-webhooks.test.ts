import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NewWebhookEnvelope, WebhooksEnvelope } from '#shared/webhooks.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { answer, isSigned, type Receiver, startReceiver } from '../server/test/receive-webhooks.ts'
import { settingsTexts } from '../web/settings/texts.ts'
import { webhookTexts } from '../web/settings/webhooks/texts.ts'
import { check } from './page-axe.ts'
import { type Desk, eventually, inOne, looks, openDesk, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { addItem, newWord } from './page-rows.ts'

let desk: Desk
let receiver: Receiver
beforeAll(async () => {
  desk = await openDesk('built-in', { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' })
})
afterAll(() => desk.close())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  const { webhooks } = WebhooksEnvelope.parse(await (await fetchSigned(`${desk.url}/api/v1/webhooks`)).json()).data
  for (const { id } of webhooks) await fetchSigned(`${desk.url}/api/v1/webhooks/${id}`, { method: 'DELETE' })
  await receiver.close()
})

const at = '/settings?section=webhooks'
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const fieldOf = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const addWebhook = async (name: string, more: object = {}) =>
  NewWebhookEnvelope.parse(
    await (
      await fetchSigned(`${desk.url}/api/v1/webhooks`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name, url: receiver.url, events: ['item.created'], ...more }),
      })
    ).json(),
  ).data

describe.each(inOne('en'))('webhooks, %s', (language) => {
  const t = webhookTexts[language]
  const rowOf = (page: Page, name: string) => page.getByRole('list', { name: t.title }).getByRole('listitem').filter({ hasText: name })
  async function choose(page: Page, name: string, action: string) {
    await page.getByRole('button', { name: t.more(name) }).click()
    await page.getByRole('menuitem', { name: action }).click()
  }

  it('are made, tried and changed; their secret is shown once, and replaced', async () => {
    const name = newWord()
    const { page, provoke } = await desk.visit({ language, at })
    provoke(/\b422\b/)
    await page.getByText(t.empty, { exact: true }).waitFor()
    await button(page, t.create).click()
    await fieldOf(page, t.name).fill(name)
    await fieldOf(page, t.url).fill('ftp://example.com')
    await button(page, t.createDo).click()
    await page.locator('input[name="url"][aria-invalid]').waitFor()
    // What only the server knows.
    await fieldOf(page, t.url).fill('http://169.254.169.254/')
    await button(page, t.createDo).click()
    await page.getByText('WEBHOOK_ALLOWED_HOSTS', { exact: false }).last().waitFor()
    await page.locator('input[name="url"][aria-invalid]').waitFor()
    await fieldOf(page, t.url).fill(receiver.url)
    for (const event of Object.values(t.eventNames)) await page.getByRole('checkbox', { name: event, exact: true }).uncheck()
    await button(page, t.createDo).click()
    await page.getByText(t.noEvent).waitFor()
    await page.getByRole('checkbox', { name: t.eventNames['item.created'], exact: true }).check()
    await page.getByRole('radio', { name: t.some }).check()
    await button(page, t.createDo).click()
    await page.getByText(t.noCollection).waitFor()
    await page.getByRole('radio', { name: t.all }).check()
    await button(page, t.createDo).click()
    const secret = await fieldOf(page, t.secret).inputValue()
    await button(page, textsOf(language).ui.copy).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
    await button(page, t.kept).click()
    await rowOf(page, name).getByText(t.never).waitFor()

    await button(page, t.testNamed(name)).click()
    await rowOf(page, name).getByText('204', { exact: false }).waitFor()
    expect(receiver.received.map((one) => isSigned(one, secret))).toEqual([true])
    receiver.answerWith(answer(500, {}, 'out of order'))
    await button(page, t.testNamed(name)).click()
    await rowOf(page, name)
      .getByText(t.testFailed(t.withStatus(t.errors.status, 500)))
      .waitFor()
    await rowOf(page, name).getByText('out of order').waitFor()

    await choose(page, name, t.edit)
    await fieldOf(page, t.name).fill(`${name} 2`)
    await button(page, t.save).click()
    await page.getByText(t.saved(`${name} 2`)).waitFor()
    await choose(page, `${name} 2`, t.roll)
    await button(page, t.roll).click()
    expect(await fieldOf(page, t.secret).inputValue()).not.toBe(secret)
    await button(page, t.kept).click()
    await rowOf(page, name).getByText(t.previousSecret, { exact: false }).waitFor()
    await choose(page, `${name} 2`, t.delete)
    await page.getByRole('dialog').getByRole('button', { name: t.delete, exact: true }).click()
    await page.getByText(t.empty, { exact: true }).waitFor()
  })

  it('show what was sent, and send it again', async () => {
    const name = newWord()
    await addWebhook(name)
    const item = newWord()
    await addItem(desk.url, { name: item })
    await receiver.until((received) => received.length === 1)
    const { page } = await desk.visit({ language, at })
    await button(page, t.logNamed(name)).click()
    const log = page.getByRole('list', { name: t.log })
    await log.getByText(t.deliveryStates.delivered).waitFor()
    await log.getByRole('button', { expanded: false }).click()
    await page.getByRole('group', { name: t.body }).getByText(item).waitFor()
    await button(page, t.replay).click()
    await page.getByText(t.replayed).waitFor()
    await receiver.until((received) => received.length === 2)
    await log.getByText(t.tries('2')).waitFor()
    await page.getByRole('combobox', { name: t.state }).selectOption({ label: t.deliveryStates.failed })
    await page.getByText(t.noneOfState).waitFor()
  })

  it('say why they stopped, and go on when they are enabled', async () => {
    const name = newWord()
    await addWebhook(name)
    receiver.answerWith(answer(410))
    await addItem(desk.url, { name: newWord() })
    const { page } = await desk.visit({ language, at })
    await rowOf(page, name).getByText(t.stopped.gone).waitFor()
    await rowOf(page, name).getByText(t.states.stopped, { exact: true }).waitFor()
    await button(page, t.logNamed(name)).click()
    await page.getByRole('list', { name: t.log }).getByRole('button', { expanded: false }).click()
    await page.getByRole('button', { name: t.replay, disabled: true }).waitFor()
    await page.keyboard.press('Escape')
    await choose(page, name, t.enable)
    await rowOf(page, name)
      .getByText(t.states.active, { exact: true })
      .or(rowOf(page, name).getByText(t.states.failing, { exact: true }))
      .waitFor()
    await choose(page, name, t.disable)
    await rowOf(page, name).getByText(t.states.disabled, { exact: true }).waitFor()
  })

  it('are there for who may manage them', async () => {
    const editor = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, as: editor, at: '/settings' })
    const links = page.getByRole('navigation', { name: settingsTexts[language].label })
    await links.getByRole('link', { name: settingsTexts[language].sections.profile }).waitFor()
    expect(await links.getByRole('link', { name: settingsTexts[language].sections.webhooks }).count()).toBe(0)
    await page.goto(at)
    await page.getByText(language === 'en' ? 'You may not see this page' : '您没有查看此页的权限').waitFor()
  })
})

describe.each(looks)('webhooks for everybody: $theme, $language, $width px', ({ theme, language, size }) => {
  const t = webhookTexts[language]

  it('can be read and used', async () => {
    const { page } = await desk.visit({ language, theme, size, at })
    await page.getByText(t.empty, { exact: true }).waitFor()
    await check(page, 'none')
    const name = newWord()
    await addWebhook(name, { url: `${receiver.url}/${'long-'.repeat(30)}`, collections: ['items'] })
    receiver.answerWith(answer(503, {}, 'being cleaned. '.repeat(60)))
    await addItem(desk.url, { name: newWord() })
    await page.reload()
    await page.getByRole('list', { name: t.title }).getByText(t.states.failing, { exact: true }).waitFor()
    await button(page, t.testNamed(name)).press('Enter')
    await page.getByText(t.testFailed(t.withStatus(t.errors.status, 503))).waitFor()
    await check(page, 'one that fails, tried')
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    expect(await width(), 'nothing sticks out at the side').toBeLessThanOrEqual(size.width)
    await button(page, t.logNamed(name)).press('Enter')
    const first = page.getByRole('list', { name: t.log }).getByRole('button', { expanded: false }).first()
    await first.press('Enter')
    await page.getByRole('group', { name: t.body }).waitFor()
    await check(page, 'the log')
    await page.keyboard.press('Escape')
    await eventually(() => button(page, t.logNamed(name)).evaluate((element) => element === document.activeElement)).toBe(true)
    await button(page, t.create).press('Enter')
    await page.getByRole('radio', { name: t.some }).check()
    await button(page, t.createDo).press('Enter')
    await page.getByText(t.noCollection).waitFor()
    await check(page, 'a new one with errors')
    expect(await width(), 'nothing sticks out at the side').toBeLessThanOrEqual(size.width)
  })
})
