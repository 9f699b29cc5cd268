import { createHash } from 'node:crypto'
import { ConflictError } from './errors.ts'

/**
 * Lets an edit through only when the caller has seen the newest version.
 * @param ifMatch the header as it came
 * @param version what `withEtag` was given
 * @throws ConflictError 428 when the header is missing, 412 when the thing has changed since
 */
export function assertVersion(ifMatch: string | undefined, version: string): void {
  if (ifMatch === undefined) throw new ConflictError('request/version-missing', { status: 428 })
  const seen = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, '').replace(SHOWN, ''))
  if (seen.includes('*') || seen.includes(version)) return
  throw new ConflictError('request/version-changed', { status: 412 })
}

/** What an answer showed beside the version. */
const SHOWN = /~[\w-]+$/

/**
 * The tag of an answer as it was shown. A version counts what people edit; most answers also show what comes by itself,
 * as the number of a show's episodes, and a page that was kept must not stand for a newer one.
 * @param etag `"7"`
 * @returns `"7~…"`, which `assertVersion` takes as the version 7
 */
export function shownTag(etag: string, body: unknown): string {
  const shown = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16)
  return etag.replace(/"$/, `~${shown}"`)
}
