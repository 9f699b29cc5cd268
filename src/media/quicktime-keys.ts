import { boxes, findBox, type Box } from './bmff.ts'
import type { ByteSource } from './byte-source.ts'

const MOST_KEYS = 256
const LONGEST_NAME = 64
const LONGEST_VALUE = 128

/**
 * Text values of Apple's `Keys` (a `meta` box with `keys` and `ilst`), by name, e.g. `com.apple.quicktime.creationdate`.
 * @param meta the `meta` box of `moov`
 */
export function readKeys(bytes: ByteSource, meta: Box, wanted: ReadonlySet<string>): Map<string, string> {
  const values = new Map<string, string>()
  const inside = metaContent(bytes, meta)
  const keys = findBox(bytes, inside, 'keys')
  const list = findBox(bytes, inside, 'ilst')
  if (keys === undefined || list === undefined) return values
  const names = namesIn(bytes, keys)
  for (const item of boxes(bytes, list.at, Math.min(list.end, bytes.size))) {
    const name = names[Buffer.from(item.type, 'latin1').readUInt32BE(0) - 1]
    const value = name !== undefined && wanted.has(name) ? dataText(bytes, item) : undefined
    if (name !== undefined && value !== undefined) values.set(name, value)
  }
  return values
}

/** QuickTime's `meta` is a plain box, ISO's has four bytes of version and flags first. */
export function metaContent(bytes: ByteSource, meta: Box): { at: number; end: number } {
  const isPlain = bytes.read(meta.at + 4, 4).toString('latin1') === 'hdlr'
  return { at: meta.at + (isPlain ? 0 : 4), end: meta.end }
}

/** The text of an `ilst` item's `data` box; undefined when it has none or is longer than any value we read. */
export function dataText(bytes: ByteSource, item: Box): string | undefined {
  const data = findBox(bytes, item, 'data')
  if (data === undefined || data.end - data.at > LONGEST_VALUE) return undefined
  return bytes.read(data.at + 8, data.end - data.at - 8).toString('utf8')
}

function namesIn(bytes: ByteSource, keys: Box): string[] {
  const count = Math.min(bytes.need(keys.at + 4, 4).readUInt32BE(0), MOST_KEYS)
  const names: string[] = []
  for (let at = keys.at + 8; names.length < count && at + 8 <= keys.end;) {
    const length = bytes.need(at, 4).readUInt32BE(0)
    if (length < 8) break
    names.push(bytes.read(at + 8, Math.min(length - 8, LONGEST_NAME)).toString('latin1'))
    at += length
  }
  return names
}
