import { isUtf8 } from 'node:buffer'
import type { ExactPath } from '../media/folder-listing.ts'

/** Whether a path stays below its root by its text alone: relative, no NUL, no empty, `.` or `..` member. */
export function isContained(relPath: ExactPath): boolean {
  const text = typeof relPath === 'string' ? relPath : relPath.toString('latin1')
  return (
    text.length > 0 &&
    !text.includes('\0') &&
    text.split('/').every((name) => name !== '' && name !== '.' && name !== '..')
  )
}

/** The folder (empty for the root itself) and the name in it. */
export function splitPath(relPath: ExactPath): { folder: ExactPath; name: ExactPath } {
  const slash = typeof relPath === 'string' ? relPath.lastIndexOf('/') : relPath.lastIndexOf(0x2f)
  if (slash < 0) return { folder: '', name: relPath }
  if (typeof relPath === 'string') return { folder: relPath.slice(0, slash), name: relPath.slice(slash + 1) }
  return { folder: asText(relPath.subarray(0, slash)), name: asText(relPath.subarray(slash + 1)) }
}

/** Text when the bytes are valid UTF-8, so that one path has one form. */
export function asText(path: ExactPath): ExactPath {
  return typeof path !== 'string' && isUtf8(path) ? path.toString('utf8') : path
}

/** A path as text that tells every two paths apart; for maps. */
export function mapKey(root: string, relPath: ExactPath): string {
  return typeof relPath === 'string' ? `${root}\0${relPath}` : `${root}\0\0${relPath.toString('latin1')}`
}
