import { expect, it } from 'vitest'
import { newJar, person, refusedFor, startCompany, visit } from '../test/company.ts'

it('the way back from the company is gone once on all replicas together', async () => {
  const settings = { PUBLIC_URL: 'http://desk.localhost' }
  const many = await startCompany([person('ann')], { settings, redirectUris: ['http://desk.localhost/api/v1/auth/oidc/callback'] })
  const other = await many.app.replica()
  const jar = newJar()
  const way = new URL(await many.atCompany(jar, await many.start(jar), 'ann'))
  const cookie = jar.get(many.app.url) ?? new Map<string, string>()
  const at = (url: string) => visit(new Map([[url, new Map(cookie)]]), `${url}${way.pathname}${way.search}`)
  expect((await at(other.url)).headers.get('Location')).toBe('/')
  expect((await at(many.app.url)).headers.get('Location')).toBe(refusedFor('expired'))
  await many.close()
})
