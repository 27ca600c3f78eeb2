import type { LookupAddress } from 'node:dns'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Receiver, startReceiver } from '../test/receive-webhooks.ts'
import { type Addresses, openAddresses } from './addresses.ts'
import { send } from './send.ts'

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())

const never = new AbortController().signal
const post = (allowed: string[], url: string) => send(openAddresses(allowed), { url, headers: {}, body: '{}' }, 5000, never)
const byName = () => receiver.url.replace('127.0.0.1', 'localhost')
const lookUp = (addresses: Addresses, name: string) =>
  new Promise<string>((resolve) =>
    addresses.lookup(name, { all: true }, (error: Error | null, found: string | LookupAddress[]) => resolve(error?.message ?? JSON.stringify(found))),
  )

describe('a name', () => {
  it('that leads to this machine is not connected to', async () => {
    // Its address is looked up, and only what comes of that is refused: `localhost` itself is refused before.
    expect(await lookUp(openAddresses([]), 'localhost')).toMatch(/not allowed/)
    expect(await lookUp(openAddresses(['10.0.0.0/8']), 'localhost')).toMatch(/not allowed/)
    expect(await post([], byName())).toMatchObject({ status: null, error: 'address' })
    expect(receiver.received).toEqual([])
  })

  it('is connected to where it, or what it leads to, is allowed', async () => {
    expect(await lookUp(openAddresses(['127.0.0.0/8']), 'localhost')).toContain('127.0.0.1')
    expect(await lookUp(openAddresses(['LOCALHOST']), 'localhost')).toContain('127.0.0.1')
    expect(await post(['localhost'], byName())).toMatchObject({ status: 204, error: null })
  })

  it('that nobody knows has its reason', async () => {
    expect(await post([], 'http://nobody.invalid/')).toMatchObject({ status: null, error: 'name' })
  })
})

describe('an address', () => {
  it.each(['http://8.8.8.8/', 'https://[2606:4700:4700::1111]/', 'https://example.com/'])('of the internet is open: %s', (url) => {
    expect(openAddresses([]).isClosed(url)).toBe(false)
  })

  it.each(['http://10.1.2.3/', 'http://[::ffff:10.1.2.3]/', 'http://127.0.0.1/', 'http://[::1]/'])(
    'of a closed network is not, unless it is allowed: %s',
    async (url) => {
      expect(openAddresses(['192.168.0.0/16', 'example.com']).isClosed(url)).toBe(true)
      expect(openAddresses(['10.0.0.0/8', '127.0.0.1', '::1']).isClosed(url)).toBe(false)
      expect(await post([], url)).toMatchObject({ status: null, error: 'address' })
    },
  )

  it('with TLS where none is spoken has its reason', async () => {
    expect(await post(['127.0.0.1'], receiver.url.replace('http:', 'https:'))).toMatchObject({ status: null, error: 'tls' })
  })
})
