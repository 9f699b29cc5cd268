import { isUtf8 } from 'node:buffer'
import { InvalidInputError } from '../../kernel/errors.ts'
import { inOrder, type Edit } from './edits.ts'

/** Of real NFO files the largest are some 300 kB. */
export const MOST_BYTES = 2 * 1024 * 1024
const DECLARATION = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/
const FURTHEST_DECLARATION = 256
const SINGLE_BYTE = /^(windows-125\d|windows-874|iso-8859-|koi8-|ibm866|macintosh|x-mac-)/

export interface NfoText {
  text: string
  /** What the file says its encoding is, when it is in another. */
  wrongEncoding: string | undefined
  /** The file with these changes in its own encoding; bytes that no edit touches stay as they are. */
  edited(edits: readonly Edit[]): Uint8Array
}

/**
 * The text of an NFO. Without a byte order mark the declared encoding counts, then UTF-8, then Windows-1252, which takes
 * any byte.
 * @throws InvalidInputError `nfo/too-large`, `nfo/utf16`, `nfo/binary`
 */
export function decodeNfo(file: Uint8Array): NfoText {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length > MOST_BYTES)
    throw new InvalidInputError('nfo/too-large', { params: { bytes: bytes.length, most: MOST_BYTES }, status: 413 })
  if (isUtf16(bytes)) throw new InvalidInputError('nfo/utf16')
  if (bytes.includes(0)) throw new InvalidInputError('nfo/binary')
  if (hasMark(bytes)) return isUtf8(bytes) ? inUtf8(bytes, undefined) : inLegacy(bytes, 'windows-1252', 'UTF-8')
  const declared = DECLARATION.exec(bytes.toString('latin1', 0, FURTHEST_DECLARATION))?.[1]
  const label = labelOf(declared ?? 'utf-8')
  if (label !== undefined && !label.startsWith('utf-')) return inLegacy(bytes, label, undefined)
  if (isUtf8(bytes)) return inUtf8(bytes, label === 'utf-8' ? undefined : declared)
  return inLegacy(bytes, 'windows-1252', declared ?? 'UTF-8')
}

const hasMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

/** By its mark, or by the zero beside the first `<`. UTF-32 begins like it. */
function isUtf16(bytes: Buffer): boolean {
  const [a, b] = bytes
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0x3c && b === 0) || (a === 0 && b === 0x3c)
}

function labelOf(declared: string): string | undefined {
  try {
    return new TextDecoder(declared).encoding
  } catch {
    return undefined
  }
}

function inUtf8(bytes: Buffer, wrongEncoding: string | undefined): NfoText {
  const mark = bytes.subarray(0, hasMark(bytes) ? 3 : 0)
  const text = bytes.toString('utf8', mark.length)
  return {
    text,
    wrongEncoding,
    edited(edits) {
      const parts: string[] = []
      let at = 0
      for (const edit of inOrder(edits)) {
        parts.push(text.slice(at, edit.at), edit.text)
        at = edit.end
      }
      return Buffer.concat([mark, Buffer.from(parts.join('') + text.slice(at))])
    },
  }
}

function inLegacy(bytes: Buffer, label: string, wrongEncoding: string | undefined): NfoText {
  const decoder = new TextDecoder(label)
  const text = decoder.decode(bytes)
  return {
    text,
    wrongEncoding,
    edited(edits) {
      // A place in the text is a place in the file only where each character is one byte.
      if (!SINGLE_BYTE.test(label) || text.length !== bytes.length)
        throw new InvalidInputError('nfo/encoding-not-written', { params: { encoding: label } })
      const byteOf = new Map<string, number>()
      for (let byte = 255; byte >= 0; byte -= 1) byteOf.set(decoder.decode(Uint8Array.of(byte)), byte)
      const parts: Uint8Array[] = []
      let at = 0
      for (const edit of inOrder(edits)) {
        parts.push(bytes.subarray(at, edit.at), encoded(edit.text, byteOf))
        at = edit.end
      }
      return Buffer.concat([...parts, bytes.subarray(at)])
    },
  }
}

/** What the encoding has no byte for is written as a numeric reference, which every encoding can hold. */
function encoded(text: string, byteOf: ReadonlyMap<string, number>): Buffer {
  const bytes: number[] = []
  for (const character of text) {
    const byte = byteOf.get(character)
    if (byte === undefined) bytes.push(...Buffer.from(`&#${character.codePointAt(0)};`))
    else bytes.push(byte)
  }
  return Buffer.from(bytes)
}
