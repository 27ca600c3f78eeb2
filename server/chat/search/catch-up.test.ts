import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { ChatSearchEnvelope } from '#shared/chat-search.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../../e2e/fake-openrouter.ts'
import { type Program, startProgram } from '../../../e2e/program.ts'
import { fetchSigned } from '../../test/credentials.ts'
import { copyEmbedded, copyServer } from '../../test/databases.ts'
import { onServer } from '../../test/harness.ts'
import { post, readEvents } from '../../test/read-events.ts'

let fake: FakeOpenRouter
let program: Program | undefined
let settings: Record<string, string> = {}
let remove: () => Promise<void> | void

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 40 })
  const copy = onServer ? await copyServer(inject('serverUrl')) : copyEmbedded(inject('embeddedTemplate'))
  settings = { ...('url' in copy ? { DATABASE_URL: copy.url } : { DATA_DIR: copy.folder }), OPENROUTER_BASE_URL: fake.url }
  remove = copy.remove
})
afterAll(async () => {
  await program?.end('SIGKILL')
  await fake.close()
  await remove()
})

it('what was said before a process was killed is found after the next start', async () => {
  program = await startProgram(settings)
  const reader = await readEvents(`${program.url}/api/v1/chat/stream`, post({ message: 'rhinoceros 犀牛' }))
  await reader.until((events) => events.length > 10)
  // Nothing was finished yet, so that nothing was to be indexed.
  await program.end('SIGKILL')
  await reader.end().catch(() => undefined)
  program = await startProgram(settings)
  const search = async () => {
    const response = await fetchSigned(`${program?.url}/api/v1/chat/search?q=${encodeURIComponent('犀牛')}`)
    return ChatSearchEnvelope.parse(await response.json()).data.hits.map(({ message }) => message?.role ?? 'title')
  }
  await expect.poll(search, { timeout: 30_000, interval: 200 }).toEqual(expect.arrayContaining(['title', 'user']))
})
