import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

// Envelope encryption of what is stored: each value has a key of its own (AES-256-GCM), which is itself encrypted under a key made of
// SECRET_KEY. Exchanging SECRET_KEY means encrypting the small keys anew, not the values.

const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
/** Before a value, so that a later format can be told apart. */
const FORMAT = 'e1'

export type Secrets = {
  /** @param purpose what the text is and whose: decrypting it as anything else fails */
  encrypt: (text: string, purpose: string) => string
  /** @throws Error where the text was altered, is of another purpose, or of a SECRET_KEY that is not known any more */
  decrypt: (sealed: string, purpose: string) => string
  /** A key of its own for another use, 32 bytes. */
  derive: (use: string) => Buffer
}

const derive = (secret: string, use: string) => Buffer.from(hkdfSync('sha256', secret, 'deskmate', use, KEY_BYTES))

function seal(key: Buffer, plain: Buffer, purpose: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function open(key: Buffer, sealed: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(purpose))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
}

/**
 * @param secret SECRET_KEY
 * @param previous what SECRET_KEY was before: what it encrypted can still be read
 */
export function openSecrets(secret: string, previous: string[] = []): Secrets {
  const keys = [secret, ...previous].map((each) => derive(each, 'key encryption'))
  return {
    encrypt(text, purpose) {
      const key = randomBytes(KEY_BYTES)
      const [newest] = keys
      if (!newest) throw new Error('There is no key.')
      return [FORMAT, seal(newest, key, 'key').toString('base64url'), seal(key, Buffer.from(text), purpose).toString('base64url')].join('.')
    },
    decrypt(sealed, purpose) {
      const [format, wrapped = '', value = ''] = sealed.split('.')
      if (format !== FORMAT) throw new Error('An unknown format of encryption.')
      for (const each of keys) {
        let key: Buffer
        try {
          key = open(each, Buffer.from(wrapped, 'base64url'), 'key')
        } catch {
          // Of another SECRET_KEY.
          continue
        }
        return open(key, Buffer.from(value, 'base64url'), purpose).toString('utf8')
      }
      throw new Error('What is stored was encrypted with another SECRET_KEY.')
    },
    derive: (use) => derive(secret, use),
  }
}
