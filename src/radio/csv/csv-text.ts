import { isUtf8 } from 'node:buffer'
import { InvalidInputError } from '../../kernel/errors.ts'

const UTF8_BOM = [0xef, 0xbb, 0xbf]
const UTF16 = [
  { bom: [0xff, 0xfe], encoding: 'utf-16le' },
  { bom: [0xfe, 0xff], encoding: 'utf-16be' },
]

/**
 * The text as UTF-8 without a byte order mark. Taken are UTF-8, UTF-16 with its mark, and Windows-1252: what older
 * spreadsheets write, known by not being UTF-8.
 * @throws InvalidInputError `radio/csv-empty`, `radio/csv-not-text`
 */
export function utf8Of(bytes: Uint8Array): Buffer {
  const text = decode(bytes)
  if (text.length === 0) throw new InvalidInputError('radio/csv-empty', { status: 422 })
  // No text has it, and what is UTF-16 without a mark is full of it.
  if (text.includes(0)) throw notText()
  return text
}

function decode(bytes: Uint8Array): Buffer {
  const startsWith = (bom: readonly number[]): boolean => bom.every((byte, at) => bytes[at] === byte)
  const wide = UTF16.find(({ bom }) => startsWith(bom))
  if (wide !== undefined) return Buffer.from(decodeWide(bytes, wide.encoding))
  const isMarked = startsWith(UTF8_BOM)
  if (isUtf8(bytes)) return asBuffer(isMarked ? bytes.subarray(UTF8_BOM.length) : bytes)
  if (isMarked) throw notText()
  return Buffer.from(new TextDecoder('windows-1252').decode(bytes))
}

function decodeWide(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw notText(cause)
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)

const notText = (cause?: unknown) => new InvalidInputError('radio/csv-not-text', { status: 422, cause })
