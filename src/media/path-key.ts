import { isUtf8 } from 'node:buffer'
import type { ExactPath } from './folder-listing.ts'

/** Longest name in bytes of UTF-8 that ext4, XFS, btrfs, NTFS and APFS all take. */
export const MAX_NAME_BYTES = 255

/**
 * The key under which two paths collide on some file system that people sync to: case folded and NFC. Folded through
 * lower and upper case, so that `ẞ`, `ß` and `SS` meet; from NFD, because a mark that upper case turns into a letter
 * (U+0345) must stand in its canonical place first. Idempotent. Rather one collision too many than one too few: `ı`
 * meets `i`.
 */
export function pathKey(relPath: string): string {
  return relPath.normalize('NFD').toLowerCase().toUpperCase().toLowerCase().normalize('NFC')
}

/** A name or path for people: bytes that are not valid UTF-8 as `\xff`. For showing only; it can't be opened. */
export function showPath(path: ExactPath): string {
  if (typeof path === 'string') return path
  let shown = ''
  for (let at = 0; at < path.length;) {
    const length = characterLength(path, at)
    shown += length === 0 ? `\\x${path.toString('hex', at, at + 1)}` : path.toString('utf8', at, at + length)
    at += length || 1
  }
  return shown
}

function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++)
    if (isUtf8(bytes.subarray(at, at + length))) return length
  return 0
}

/** Why a name can't be used as it is in a batch or sorted tree. Words: `reason.name.<code>`. */
export type NameFault =
  | 'reserved-character'
  | 'reserved-name'
  | 'trailing-dot-or-space'
  | 'too-long'
  | 'not-nfc'
  | 'not-well-formed'

export interface CleanedName {
  name: string
  /** Empty when the name was fine. */
  faults: readonly NameFault[]
}

// Windows refuses these; `/` and NUL no system takes.
// eslint-disable-next-line no-control-regex
const RESERVED_CHARACTERS = /[\u0000-\u001f<>:"/\\|?*]/g
const RESERVED_NAME = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[ .]*(?=\.|$)/i
const TRAILING = /[. ]+$/

/**
 * One name (not a path) that every file system takes: NFC, no reserved character or device name, no trailing dot or
 * space, at most 255 bytes with its extension kept. Idempotent; the same name in gives the same name out, but two names
 * may become one: look for collisions by `pathKey` afterwards.
 */
export function cleanName(name: string): CleanedName {
  const faults = new Set<NameFault>()
  const step = (fault: NameFault, from: string, to: string): string => {
    if (from !== to) faults.add(fault)
    return to
  }
  let clean = step('not-well-formed', name, name.toWellFormed())
  clean = step('not-nfc', clean, clean.normalize('NFC'))
  clean = step('reserved-character', clean, clean.replace(RESERVED_CHARACTERS, '_'))
  clean = step('trailing-dot-or-space', clean, withoutTrailing(clean))
  clean = step('reserved-name', clean, clean.replace(RESERVED_NAME, '$1_'))
  clean = step('too-long', clean, shorten(clean))
  return { name: clean, faults: [...faults] }
}

function withoutTrailing(name: string): string {
  return name.replace(TRAILING, '') || '_'
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot) : ''
  const kept = Buffer.byteLength(extension) <= 32 ? extension : ''
  const stem = name.slice(0, name.length - kept.length)
  return withoutTrailing(cut(stem, MAX_NAME_BYTES - Buffer.byteLength(kept))) + kept
}

/** The longest beginning of at most `maxBytes` that ends between two characters as people see them. */
function cut(text: string, maxBytes: number): string {
  let bytes = 0
  let end = 0
  for (const { segment, index } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > maxBytes) break
    end = index + segment.length
  }
  return end > 0
    ? text.slice(0, end)
    : Buffer.from(text)
        .subarray(0, maxBytes)
        .toString('utf8')
        .replace(/\ufffd+$/, '')
}
