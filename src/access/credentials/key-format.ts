import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PUBLIC_LENGTH = 8
/** 62^43 > 2^256 */
const SECRET_LENGTH = 43
/** 62^6 > 2^32 */
const CHECK_LENGTH = 6
const SHAPE = new RegExp(
  `^patchbay_([0-9A-Za-z]{${PUBLIC_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECK_LENGTH}})$`,
)

function base62(number: bigint, length: number): string {
  let text = ''
  for (let rest = number; text.length < length; rest /= 62n) text = ALPHABET[Number(rest % 62n)] + text
  return text
}

const checkOf = (publicId: string, secret: string): string =>
  base62(BigInt(crc32(`${publicId}_${secret}`)), CHECK_LENGTH)

/** A new key: `patchbay_<public id>_<32 random bytes><checksum>`. */
export function makeKeyText(): { publicId: string; key: string } {
  const publicId = base62(BigInt(`0x${randomBytes(8).toString('hex')}`), PUBLIC_LENGTH)
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), SECRET_LENGTH)
  return { publicId, key: `patchbay_${publicId}_${secret}${checkOf(publicId, secret)}` }
}

/** The public id of a key whose checksum holds; undefined for anything else, a typing error included. */
export function publicIdOf(key: string): string | undefined {
  const [, publicId, secret, check] = SHAPE.exec(key) ?? []
  if (publicId === undefined || secret === undefined) return undefined
  return checkOf(publicId, secret) === check ? publicId : undefined
}

/** What is kept of a secret with 256 random bits: a slow hash would protect nothing more. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
