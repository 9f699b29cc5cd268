import { lstat } from 'node:fs/promises'
import type { Db } from '../../../../db/db.ts'
import type { Clock } from '../../../../kernel/clock.ts'
import { ConflictError, UnavailableError } from '../../../../kernel/errors.ts'
import type { AudioTools } from '../../../../media/audio/audio-tools.ts'
import type { AudioReport } from '../../../../media/audio/model.ts'
import { identityOf, isSameIdentity, parseIdentityText } from '../../../../media/file-identity.ts'
import type { HashPool } from '../../../../media/hash.ts'
import { findAudio, keepAudio } from '../store.ts'

export interface MeasureDeps {
  db: Db
  clock: Clock
  hashPool: HashPool
  audio: AudioTools
}

export interface FileToMeasure {
  /** Absolute. */
  path: string
  name: string
  identity: string
  /** When it was summed before. */
  sha256: string | null
}

/**
 * The report on a file's content, from the database when the same content was decoded before.
 * @throws ConflictError `radio/file-changed`, UnavailableError, RejectedError `media/not-decodable`
 */
export async function measureFile(
  deps: MeasureDeps,
  file: FileToMeasure,
  signal: AbortSignal,
): Promise<{ sha256: string; report: AudioReport }> {
  const { path, name } = file
  const sha256 = file.sha256 ?? (await sumOf(deps, file, signal))
  const known = await findAudio(deps.db.read, sha256)
  if (known !== undefined) return { sha256, report: known.report }
  const measured = await deps.audio.measure({ path, name }, signal)
  // What was written meanwhile must not be kept under the sum of what was there before.
  await assertSame(file)
  await deps.db.txTogether((tx) => keepAudio(tx, { sha256, ...measured }, deps.clock.now()))
  return { sha256, report: measured.report }
}

/** @throws ConflictError `radio/file-changed` */
export async function assertSame({ path, name, identity }: Pick<FileToMeasure, 'path' | 'name' | 'identity'>) {
  const found = await lstat(path, { bigint: true }).catch((cause: unknown) => {
    throw new ConflictError('radio/file-changed', { params: { name }, cause })
  })
  if (!found.isFile() || !isSameIdentity(parseIdentityText(identity), identityOf(found)))
    throw new ConflictError('radio/file-changed', { params: { name } })
}

async function sumOf({ hashPool }: MeasureDeps, { path, name, identity }: FileToMeasure, signal: AbortSignal) {
  const outcome = await hashPool.hash(path, { signal, expected: parseIdentityText(identity) })
  if (outcome.kind === 'hashed') return outcome.sha256
  if (outcome.kind === 'changed') throw new ConflictError('radio/file-changed', { params: { name } })
  if (outcome.errno === 'ENOENT') throw new ConflictError('radio/file-changed', { params: { name } })
  throw new UnavailableError('radio/file-unreadable', { params: { name, errno: outcome.errno } })
}
