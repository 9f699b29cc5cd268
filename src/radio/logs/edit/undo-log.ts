import type { Tx } from '../../../db/db.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import type { LogDeps } from '../deps.ts'
import type { LogRevision } from '../model.ts'
import { findRevision, listRevisions } from '../revisions-store.ts'
import { changeLog, type Change, type Wanted } from './edit-log.ts'
import { REVISIONS_KEPT, type Written } from './write-log.ts'

/** Whose state a revision is: an undo and a redo are that of another one. */
const stateOf = ({ number, ofNumber }: LogRevision): number => ofNumber ?? number

/** The state before a change; undefined when it is the first that is known. */
const beforeOf = (revisions: ReadonlyMap<number, LogRevision>, number: number): number | undefined => {
  const former = revisions.get(number - 1)
  return former === undefined ? undefined : stateOf(former)
}

export interface History {
  /** Whose state the log is in now. */
  current: number
  undo: number | undefined
  redo: number | undefined
}

/** What undo and redo lead to. @param newestFirst what is known of the log's revisions */
export function historyOf(newestFirst: readonly LogRevision[]): History | undefined {
  const head = newestFirst[0]
  if (head === undefined) return undefined
  const revisions = new Map(newestFirst.map((revision) => [revision.number, revision]))
  const current = stateOf(head)
  const undo = beforeOf(revisions, current)
  const top = newestFirst.find(({ ofNumber }) => ofNumber === null)
  let redo = top?.number
  // Down from the last change of a person, to the one that comes right after the state of now.
  while (redo !== undefined && redo !== current) {
    const before = beforeOf(revisions, redo)
    if (before === current) return { current, undo, redo }
    redo = before
  }
  return { current, undo, redo: undefined }
}

type By = Omit<Change, 'what'>

/** @param number of the revision to go back to; the one before unless said. @throws ConflictError `radio/nothing-to-undo` */
export function undoLog(deps: LogDeps) {
  return (logId: number, by: By, number?: number): Promise<Written> =>
    changeLog(deps, logId, {
      ...by,
      what: 'undone',
      next: async (_log, _entries, tx) => {
        const known = await listRevisions(tx, logId, { limit: REVISIONS_KEPT })
        const wanted = number === undefined ? historyOf(known)?.undo : stateNamed(known, number)
        if (wanted === undefined) throw new ConflictError('radio/nothing-to-undo')
        return stateAt(tx, logId, wanted)
      },
    })
}

function stateNamed(known: readonly LogRevision[], number: number): number {
  const revision = known.find((one) => one.number === number)
  if (revision === undefined) throw noSuch(number)
  return stateOf(revision)
}

/** @throws ConflictError `radio/nothing-to-redo` */
export function redoLog(deps: LogDeps) {
  return (logId: number, by: By): Promise<Written> =>
    changeLog(deps, logId, {
      ...by,
      what: 'redone',
      next: async (_log, _entries, tx) => {
        const redo = historyOf(await listRevisions(tx, logId, { limit: REVISIONS_KEPT }))?.redo
        if (redo === undefined) throw new ConflictError('radio/nothing-to-redo')
        return stateAt(tx, logId, redo)
      },
    })
}

async function stateAt(tx: Tx, logId: number, number: number): Promise<Wanted> {
  const revision = await findRevision(tx, logId, number)
  if (revision === undefined) throw noSuch(number)
  return { entries: revision.entries, params: { number }, ofNumber: number }
}

const noSuch = (number: number) => new NotFoundError('radio/no-such-revision', { params: { number } })
