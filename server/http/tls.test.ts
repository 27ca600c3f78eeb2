import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { StartError } from '../errors.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { makeCertificate } from '../test/make-certificate.ts'
import { open } from '../test/raw.ts'
import { prepareServer, serverLimits } from './make-server.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-tls-'))
const files = { TLS_CERT_FILE: path.join(folder, 'tls.crt'), TLS_KEY_FILE: path.join(folder, 'tls.key') }
const one = makeCertificate('one')
const write = ({ cert, key }: { cert: string; key: string }) => {
  writeFileSync(files.TLS_CERT_FILE, cert)
  writeFileSync(files.TLS_KEY_FILE, key)
}
const before = tls.getCACertificates('default')
const trust = (...certificates: string[]) => tls.setDefaultCACertificates([...before, ...certificates])

let app: TestApp
beforeAll(async () => {
  write(one)
  trust(one.cert)
  app = await startApp(files, undefined, { serverLimits: { certificate: 50 } })
})
afterAll(async () => {
  await app.close()
  tls.setDefaultCACertificates(before)
  rmSync(folder, { recursive: true, force: true })
})

/** What a new connection meets: the name in the certificate and the protocol, or why there is none. */
function shake(options: tls.ConnectionOptions = {}): Promise<string> {
  const { port } = new URL(app.url)
  return new Promise((resolve) => {
    const socket = tls.connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      resolve(`${String(socket.getPeerCertificate().subject.CN)} ${socket.getProtocol()}`)
      socket.end()
    })
    socket.on('error', (error) => resolve(error.message))
  })
}

it('serves HTTPS, and says that it is never to be asked otherwise', async () => {
  expect(app.url).toMatch(/^https:/)
  const page = await app.api('GET', '/')
  expect(page.status).toBe(200)
  expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  expect(page.headers.get('content-security-policy')).toContain('upgrade-insecure-requests')
  const data = await app.api('GET', '/api/v1/items')
  expect([data.status, data.headers.get('strict-transport-security')]).toEqual([200, 'max-age=31536000; includeSubDomains'])
})

it('speaks TLS 1.2 and 1.3, nothing older, and no plain HTTP', async () => {
  expect(await shake()).toBe('one TLSv1.3')
  expect(await shake({ maxVersion: 'TLSv1.2' })).toBe('one TLSv1.2')
  expect(await shake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).toMatch(/alert|protocol|version/i)
  // Without forward secrecy, or encrypted without being authenticated.
  for (const ciphers of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES128-SHA256'])
    expect(await shake({ maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` }), ciphers).toMatch(/alert|handshake/i)
  const plain = open(app.url)
  plain.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await plain.closed
  expect(plain.answer()).not.toContain('200')
})

it('takes a renewed certificate over while it runs; not half of one', async () => {
  const two = makeCertificate('two')
  trust(one.cert, two.cert)
  writeFileSync(files.TLS_CERT_FILE, two.cert)
  await sleep(300)
  expect(await shake()).toBe('one TLSv1.3')
  writeFileSync(files.TLS_KEY_FILE, two.key)
  while ((await shake()) !== 'two TLSv1.3') await sleep(20)
  expect((await app.api('GET', '/api/v1/items')).status).toBe(200)
  writeFileSync(files.TLS_CERT_FILE, 'nothing')
  rmSync(files.TLS_KEY_FILE)
  await sleep(300)
  expect(await shake()).toBe('two TLSv1.3')
})

it('a start with a certificate that cannot be used names the setting', () => {
  const other = makeCertificate('other')
  const file = (name: string, content: string) => {
    const at = path.join(folder, name)
    writeFileSync(at, content)
    return at
  }
  const cert = file('a.crt', one.cert)
  const start = (TLS_CERT_FILE: string, TLS_KEY_FILE: string) => () => prepareServer({ TLS_CERT_FILE, TLS_KEY_FILE }, serverLimits)
  expect(start(cert, file('other.key', other.key))).toThrow(/^TLS_KEY_FILE .*is not the key of the certificate/)
  expect(start(cert, path.join(folder, 'none'))).toThrow(/^TLS_KEY_FILE names .*none, which cannot be read \(ENOENT\)/)
  expect(start(path.join(folder, 'none'), file('one.key', one.key))).toThrow(/^TLS_CERT_FILE names/)
  expect(start(file('b.crt', 'x'), file('one.key', one.key))).toThrow(/^TLS_CERT_FILE .*is not a certificate/)
  expect(start(cert, file('b.key', 'x'))).toThrow(/^TLS_KEY_FILE .*is not a private key/)
  expect(start(cert, path.join(folder, 'none'))).toThrow(StartError)
  expect(() => readConfig({ TLS_CERT_FILE: cert }, '')).toThrow(/TLS_CERT_FILE and TLS_KEY_FILE go together/)
})

it('says so also in answers to what cannot be read', async () => {
  const { port } = new URL(app.url)
  const answer = await new Promise<string>((resolve) => {
    let got = ''
    const socket = tls.connect({ port: Number(port), host: '127.0.0.1' }, () => socket.write('GET / HTTP/9.9\r\n\r\n'))
    socket.on('data', (chunk) => {
      got += chunk.toString()
    })
    socket.on('close', () => resolve(got))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*\r\nStrict-Transport-Security: max-age=31536000; includeSubDomains\r\n/)
})
