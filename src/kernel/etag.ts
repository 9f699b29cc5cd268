import { ConflictError } from './errors.ts'

/**
 * Lets an edit through only when the caller has seen the newest version.
 * @param ifMatch the header as it came
 * @param version what `withEtag` was given
 * @throws ConflictError 428 when the header is missing, 412 when the thing has changed since
 */
export function assertVersion(ifMatch: string | undefined, version: string): void {
  if (ifMatch === undefined) throw new ConflictError('request/version-missing', { status: 428 })
  const seen = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, ''))
  if (seen.includes('*') || seen.includes(version)) return
  throw new ConflictError('request/version-changed', { status: 412 })
}
