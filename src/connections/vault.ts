import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { CredentialsRefusedError, InvalidInputError } from '../kernel/errors.ts'
import { readPrivateFile, writePrivateFile } from '../kernel/private-file.ts'

/** Keeps secrets at rest: what is in the database says nothing without the key file beside it. */
export interface Vault {
  /** @param place whose secret it is; a sealed value opens at its own place only */
  seal(text: string, place: string): string
  /** @throws CredentialsRefusedError `connections/secret-unreadable`: sealed with another key file, or changed */
  open(sealed: string, place: string): string
}

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FORMAT = 'v1'

/**
 * @param file made at the first start; a backup of the database does not hold it
 * @param options.isGiven a person named the file, so one that is not there is a mistake and never made
 * @throws InvalidInputError `connections/bad-key-file`, `connections/no-key-file`
 */
export async function openVault(file: string, options: { isGiven?: boolean } = {}): Promise<Vault> {
  const text = await readPrivateFile(file)
  if (text !== undefined) return vaultOf(parseKey(text, file))
  if (options.isGiven === true)
    throw new InvalidInputError('connections/no-key-file', { status: 422, params: { file } })
  const key = randomBytes(KEY_BYTES)
  await writePrivateFile(file, `${key.toString('base64')}\n`)
  return vaultOf(key)
}

function parseKey(text: string, file: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== KEY_BYTES)
    throw new InvalidInputError('connections/bad-key-file', { status: 422, params: { file } })
  return key
}

function vaultOf(key: Buffer): Vault {
  // Names the key in what it sealed, so that another key is told from damage.
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8)
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return [FORMAT, keyId, Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')].join('.')
    },
    open(sealed, place) {
      const [format, sealedBy, content = ''] = sealed.split('.')
      try {
        if (format !== FORMAT || sealedBy !== keyId) throw new Error('sealed with another key')
        const bytes = Buffer.from(content, 'base64url')
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(-TAG_BYTES))
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString(
          'utf8',
        )
      } catch (cause) {
        throw new CredentialsRefusedError('connections/secret-unreadable', { cause })
      }
    },
  }
}
