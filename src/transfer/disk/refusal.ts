import { errnoOf } from '../../media/file-identity.ts'
import type { Refusal, RefusalCode } from '../model.ts'
import type { Stop } from './messages.ts'

/** Ends the work on one file; caught where the file's turn began. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(code: RefusalCode, params: Refusal['params'] = {}) {
    super(code)
    this.refusal = { code, params }
  }
}

/** Ends the work on a chunk: no file below that root can be served now. */
export class Stopped extends Error {
  readonly stop: Stop
  constructor(stop: Stop) {
    super(stop.code)
    this.stop = stop
  }
}

const STOPS: Readonly<Record<string, Stop['code']>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'read-only',
  ESTALE: 'root-offline',
  ENOTCONN: 'root-offline',
  ENODEV: 'root-offline',
  ENXIO: 'root-offline',
  EHOSTDOWN: 'root-offline',
  ETIMEDOUT: 'root-offline',
}

const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  ENOENT: 'missing',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  ENAMETOOLONG: 'name-too-long',
  ELOOP: 'outside-root',
  ENOTDIR: 'outside-root',
}

/** Names that could not be made durable: whatever the disk says, it is about what we did to these files. */
export function syncRefusal(error: unknown): Refusal {
  return { code: 'io-error', params: { errno: errnoOf(error) } }
}

/** @throws Stopped when the failure is the root's; whatever is not of the file system is thrown on */
export function toRefusal(root: string, error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal
  if (error instanceof Stopped) throw error
  const errno = errnoOf(error)
  const code = STOPS[errno]
  if (code !== undefined) throw new Stopped({ code, root, errno })
  return { code: REFUSALS[errno] ?? 'io-error', params: { errno } }
}
