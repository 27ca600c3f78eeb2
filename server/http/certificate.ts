import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createSecureContext } from 'node:tls'
import { StartError } from '../errors.ts'

export type Certificate = { cert: string; key: string }
export type CertificateFiles = { cert: string; key: string }

/** @throws StartError naming the setting that is wrong */
export function readCertificate(files: CertificateFiles): Certificate {
  const cert = read('TLS_CERT_FILE', files.cert)
  const key = read('TLS_KEY_FILE', files.key)
  const certificate = parse('TLS_CERT_FILE', files.cert, 'a certificate in PEM form', () => new X509Certificate(cert))
  const privateKey = parse('TLS_KEY_FILE', files.key, 'a private key in PEM form without a passphrase', () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey))
    throw new StartError(`TLS_KEY_FILE (${files.key}) is not the key of the certificate in TLS_CERT_FILE (${files.cert}).`)
  parse('TLS_CERT_FILE', files.cert, 'a certificate that can be used', () => createSecureContext({ cert, key }))
  return { cert, key }
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(`${name} names ${file}, which cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}).`)
  }
}

function parse<T>(name: string, file: string, what: string, open: () => T): T {
  try {
    return open()
  } catch {
    throw new StartError(`${name} (${file}) is not ${what}.`)
  }
}

/**
 * Looks at the files now and then and takes a renewed certificate over, for connections that begin from then on. By their content:
 * Kubernetes and ACME clients exchange links and whole folders. Two files are not written at once; what does not fit together is looked
 * at again.
 * @param servers those that listen; more than one where the host has more addresses
 */
export function keepCertificate(
  files: CertificateFiles,
  first: Certificate,
  servers: ReadonlySet<Server>,
  { everyMs, onChange, onError }: { everyMs: number; onChange: () => void; onError: (error: unknown) => void },
): { close: () => void } {
  let current = first
  let complained = ''
  const timer = setInterval(() => {
    try {
      const next = readCertificate(files)
      complained = ''
      if (next.cert === current.cert && next.key === current.key) return
      for (const server of servers) if ('setSecureContext' in server && typeof server.setSecureContext === 'function') server.setSecureContext(next)
      current = next
      onChange()
    } catch (error) {
      const complaint = String(error)
      if (complaint !== complained) onError(error)
      complained = complaint
    }
  }, everyMs).unref()
  return { close: () => clearInterval(timer) }
}
