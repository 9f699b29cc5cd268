import type { Tx } from '../../../db/db.ts'
import { assertVersion } from '../../../kernel/etag.ts'
import type { Params } from '../../../kernel/errors.ts'
import type { Editor, LogDeps } from '../deps.ts'
import { listEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import type { DraftEntry, Log, LogEntry, RevisionKind } from '../model.ts'
import type { LogTrack } from '../ports.ts'
import { getLog } from '../read/get-log.ts'
import { applyEdits } from './apply-edits.ts'
import type { LogEdit } from './contract.ts'
import { assertFree, openLogToWrite } from './lock-log.ts'
import { writeLog, type Written } from './write-log.ts'

export interface Change {
  by: Editor
  /** `*` for acts that hold whatever was changed before. */
  ifMatch: string | undefined
  what: RevisionKind
}

export interface Wanted {
  entries: readonly DraftEntry[]
  params: Params
  /** Undefined unless it is an undo or a redo. */
  ofNumber?: number
  /** Undefined unless it says more than each change does. */
  what?: RevisionKind
  change?: Partial<Pick<Log, 'seed' | 'generatedAt'>>
}

/**
 * One change of a log as one revision: refused when somebody else holds the log, or has changed it since it was seen.
 * @throws NotFoundError, ConflictError `radio/log-locked`, `request/version-…`
 */
export async function changeLog(
  deps: LogDeps,
  logId: number,
  change: Change & { next: (log: Log, entries: LogEntry[], tx: Tx) => Promise<Wanted> | Wanted },
): Promise<Written> {
  const taken = await deps.outside.peek(await getLog(deps.db.read, logId))
  return deps.db.tx(async (tx) => {
    const log = await openLogToWrite(tx, logId)
    assertFree(log, change.by.actor, deps.clock.now())
    assertVersion(change.ifMatch, String(log.revision))
    const wanted = await change.next(log, await listEntries(tx, logId), tx)
    return writeLog(deps, tx, { ...change, ...wanted, what: wanted.what ?? change.what, log, taken })
  })
}

const NO_TRACKS: ReadonlyMap<number, LogTrack> = new Map()

/** Whether the library must be known for it. */
const needsTracks = (edit: LogEdit): boolean =>
  edit.do === 'replace' ||
  (edit.do === 'add' && edit.trackId !== undefined) ||
  (edit.do === 'change' && (edit.cueInMs !== undefined || edit.cueOutMs !== undefined))

/** @throws InvalidInputError with the place of the edit that can't be done; none of them is done then */
export function editLog(deps: LogDeps) {
  return async (
    logId: number,
    edits: readonly LogEdit[],
    { signal, ...change }: Omit<Change, 'what'> & { signal: AbortSignal },
  ): Promise<Written> => {
    const { stationId } = await getLog(deps.db.read, logId)
    const tracks = edits.some(needsTracks) ? (await deps.tracks.read(stationId, signal)).byId : NO_TRACKS
    return changeLog(deps, logId, {
      ...change,
      what: 'edited',
      next: (log, entries) => ({
        entries: applyEdits(entries, edits, { hours: hoursOf(log, log.timeZone), tracks }),
        params: { count: edits.length },
      }),
    })
  }
}
