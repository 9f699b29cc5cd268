import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { waitWhileUnavailable } from '../../jobs/index.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { identityText } from '../../media/file-identity.ts'
import type { Roots } from '../../transfer/index.ts'
import { getStation } from '../stations/index.ts'
import { type BeginDeps, beginEpisodes } from './episodes/begin-episodes.ts'
import { getInbox } from './inboxes.ts'
import { ImportInbox, ImportTrack } from './jobs.ts'
import { type InboxLook, type InboxMemory, lookAtInbox } from './look-at-inbox.ts'
import type { Inbox } from './model.ts'

export interface ImportDeps extends BeginDeps {
  roots: Roots
  memory: InboxMemory
}

/** Longer than any file needs that only has to lie still. */
const LONGEST_WAIT_MS = 60_000

/**
 * Looks until everything lies still or a minute has passed, then makes one job of each file that is ready. What still
 * grows then is left to the next look.
 */
export function importInbox(deps: ImportDeps) {
  return async ({ inboxId }: PayloadOf<typeof ImportInbox>, job: JobContext) => {
    const inbox = await getInbox(deps, inboxId)
    const station = await getStation(deps.db.read, inbox.stationId)
    const connectionId = station.libraryConnectionId
    if (connectionId === null) throw new ConflictError('radio/no-library', { params: { name: station.name } })
    await waitWhileUnavailable(job, () => deps.roots.requireOnline(inbox.rootId))
    const look = await lookUntilStill(deps, inbox, job)
    if (inbox.mode !== 'tracks') return beginEpisodes(deps, { inbox, look, connectionId }, job)
    for (const { relPath, identity } of look.ready) {
      const payload = { inboxId, connectionId, relPath, identity: identityText(identity) }
      job.enqueue(ImportTrack, payload, { label: relPath, work: { total: identity.size, unit: 'bytes' } })
    }
    return { ready: look.ready.length, waiting: countOf(look, 'waiting'), left: look.files.length - look.ready.length }
  }
}

const countOf = ({ files }: InboxLook, verdict: string): number =>
  files.filter((file) => file.verdict === verdict).length

async function lookUntilStill(deps: ImportDeps, inbox: Inbox, job: JobContext): Promise<InboxLook> {
  const until = job.clock.now() + LONGEST_WAIT_MS
  for (;;) {
    const options = { now: () => job.clock.now(), signal: job.signal }
    const look = await lookAtInbox(inbox, deps.memory, options)
    job.progress({ current: look.ready.length, total: look.files.length, unit: 'files' })
    if (look.againAt === null || look.againAt > until) return look
    await pause(job, look.againAt - job.clock.now())
  }
}

function pause({ clock, signal }: JobContext, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(Math.max(1, ms), resolve)
    signal.addEventListener(
      'abort',
      () => {
        cancel()
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })
}
