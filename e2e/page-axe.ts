import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const Found = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      help: z.string(),
      nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
    }),
  ),
})

/** No violation that keeps people out: what axe calls serious or critical. */
export async function check(page: Page, state: string) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  // Its frames are sandboxes, of an origin of their own, where nobody listens to it.
  const { violations } = Found.parse(await page.evaluate('axe.run(document, { resultTypes: ["violations"], iframes: false })'))
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    grave.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3).map((node) => `${node.html}\n${node.failureSummary ?? ''}`) })),
    state,
  ).toEqual([])
}

/** How much the outlines of the boxes that can be ticked stand out from the ground, at least; axe looks at texts only. */
export const boxContrast = (page: Page) =>
  page.evaluate(() => {
    const rgb = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = rgb(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const ground = (element: Element | null): string => {
      const colour = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)'
      return element && rgb(colour)[3] === 0 ? ground(element.parentElement) : colour
    }
    const contrasts = [...document.querySelectorAll('input[type="checkbox"]:enabled')].map((box) => {
      const { borderColor, borderWidth } = getComputedStyle(box)
      const [light = 0, dark = 0] = [luminance(borderColor), luminance(ground(box.parentElement))].toSorted((a, b) => b - a)
      return borderWidth === '0px' ? 1 : (light + 0.05) / (dark + 0.05)
    })
    return Math.min(...contrasts)
  })
