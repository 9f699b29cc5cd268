import { lstat, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Audit } from '../../../../access/index.ts'
import type { Clock } from '../../../../kernel/clock.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../../kernel/errors.ts'
import { identityOf, identityText } from '../../../../media/file-identity.ts'
import type { EventLog } from '../../../../live/event-log.ts'
import { type Inbox, isAudioName } from '../../model.ts'
import { cmsOf, type ProgrammeDeps } from './programme-now.ts'
import type { Hydration } from '../model.ts'
import { chooseEpisode, type FileFacts } from '../store.ts'

export interface MatchDeps extends ProgrammeDeps {
  clock: Clock
  audit: Audit
  events: EventLog
}

export interface Choice {
  relPath: string
  /** Null: it is no episode's. */
  episodeId: string | null
}

/**
 * What a person says of one file as it lies there now; nothing is sent. A file that is put in its place later is another
 * one.
 * @throws NotFoundError, ConflictError `radio/file-busy`
 */
export function matchByHand(deps: MatchDeps) {
  return async (
    inbox: Inbox,
    { relPath, episodeId }: Choice,
    by: { actor: string; address: string; signal: AbortSignal },
  ): Promise<Hydration> => {
    const file = await fileNow(inbox, relPath)
    const title = episodeId === null ? '' : await titleOf(deps, inbox, { episodeId, signal: by.signal })
    return deps.db.tx(async (tx) => {
      const subject = `inbox:${inbox.inboxId}`
      const { actor, address } = by
      const details = { relPath, episodeId }
      await deps.audit.append(tx, { actor, address, action: 'radio.inbox.matched', subject, details })
      const now = deps.clock.now()
      const chosen = await chooseEpisode(tx, file, { episodeId, episodeTitle: title, now })
      if (chosen === undefined) throw new ConflictError('radio/file-busy', { params: { name: relPath } })
      await deps.events.append(tx, {
        kind: 'radio.inbox.matched',
        actor,
        scope: `station:${inbox.stationId}`,
        subject,
        data: { relPath },
      })
      return chosen
    })
  }
}

async function titleOf(
  { openCms }: ProgrammeDeps,
  inbox: Inbox,
  { episodeId, signal }: { episodeId: string; signal: AbortSignal },
): Promise<string> {
  const episode = await (await openCms(cmsOf(inbox))).findEpisode(episodeId, signal)
  if (episode === undefined) throw new NotFoundError('radio/no-such-episode', { params: { episodeId } })
  return episode.title
}

/** Whether it lies there itself, and not behind a link to another folder. */
const isInside = async (folder: string, path: string): Promise<boolean> =>
  (await realpath(path)).startsWith(`${await realpath(folder)}${sep}`)

/** @throws NotFoundError `radio/no-such-file-there` */
export async function fileNow({ inboxId, path }: Inbox, relPath: string): Promise<FileFacts> {
  const isBelow = relPath.split('/').every((name) => name !== '' && name !== '.' && name !== '..')
  if (!isBelow || relPath.includes('\0') || !isAudioName(relPath))
    throw new InvalidInputError('radio/no-such-file-there', { status: 422, params: { name: relPath } })
  const found = await lstat(join(path, relPath), { bigint: true }).catch((cause: unknown) => {
    throw new NotFoundError('radio/no-such-file-there', { params: { name: relPath }, cause })
  })
  if (!found.isFile() || !(await isInside(path, join(path, relPath))))
    throw new NotFoundError('radio/no-such-file-there', { params: { name: relPath } })
  const identity = identityOf(found)
  return { inboxId, relPath, identity: identityText(identity), sizeBytes: identity.size }
}
