import type { Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../kernel/errors.ts'
import { clockAt } from '../../../kernel/time.ts'
import type { Editor, LogDeps } from '../deps.ts'
import { holderOf, LOCK_LASTS_MS, type Log } from '../model.ts'
import { findLog, updateLog } from '../store.ts'

/** One writer of a log at a time. @throws NotFoundError */
export async function openLogToWrite(tx: Tx, logId: number): Promise<Log> {
  await lockInTx(tx, `radio.log:${logId}`)
  const log = await findLog(tx, logId)
  if (log === undefined) throw new NotFoundError('radio/no-such-log', { params: { logId } })
  return log
}

/** @throws ConflictError `radio/log-locked`, which names who edits it and until when */
export function assertFree(log: Log, actor: string, now: number): void {
  const holder = holderOf(log, now)
  if (holder === undefined || holder.actor === actor) return
  const until = clockAt(holder.until, log.timeZone).local.slice(11, 19)
  throw new ConflictError('radio/log-locked', { params: { holder: holder.name, until, airDate: log.airDate } })
}

/** What the lock becomes when its holder works: it lasts as long again. */
export const renewed = (log: Log, actor: string, now: number): { lockedUntil?: number } =>
  holderOf(log, now)?.actor === actor ? { lockedUntil: now + LOCK_LASTS_MS } : {}

export interface LockWish {
  /** From whoever holds it; needs a note for them. */
  takeOver: boolean
  note: string
}

/**
 * Holds a log for one editor, or for as long again. Asking again is harmless.
 * @throws ConflictError `radio/log-locked`, InvalidInputError when it is taken over without a note
 */
export function lockLog(deps: LogDeps) {
  return (logId: number, by: Editor, wish: LockWish): Promise<Log> =>
    deps.db.tx(async (tx) => {
      const now = deps.clock.now()
      const log = await openLogToWrite(tx, logId)
      const before = holderOf(log, now)
      const isTaken = before !== undefined && before.actor !== by.actor
      if (isTaken && !wish.takeOver) assertFree(log, by.actor, now)
      if (isTaken && wish.note === '') throw noteNeeded()
      const lock = { lockedBy: by.actor, lockedName: by.name, lockedUntil: now + LOCK_LASTS_MS }
      const locked = await updateLog(tx, logId, lock)
      if (isTaken)
        await tellLock(deps, tx, {
          log: locked,
          what: 'taken-over',
          by,
          details: { from: before.name, note: wish.note },
        })
      else if (before === undefined) await tellLock(deps, tx, { log: locked, what: 'locked', by, details: {} })
      return locked
    })
}

const noteNeeded = () =>
  new InvalidInputError('radio/takeover-needs-note', {
    status: 422,
    fields: [{ pointer: '/note', code: 'radio/takeover-needs-note' }],
  })

/**
 * Lets a log go. One that nobody holds stays so.
 * @param isForced an administrator's: whoever holds it
 * @throws ConflictError `radio/log-locked` when another one holds it
 */
export function unlockLog(deps: LogDeps) {
  return (logId: number, by: Editor, { isForced }: { isForced: boolean }): Promise<Log> =>
    deps.db.tx(async (tx) => {
      const now = deps.clock.now()
      const log = await openLogToWrite(tx, logId)
      const before = holderOf(log, now)
      if (before === undefined) return log
      if (!isForced) assertFree(log, by.actor, now)
      const open = await updateLog(tx, logId, { lockedBy: null, lockedName: null, lockedUntil: null })
      await tellLock(deps, tx, { log: open, what: 'unlocked', by, details: { from: before.name } })
      return open
    })
}

async function tellLock(
  { audit, events }: LogDeps,
  tx: Tx,
  told: {
    log: Log
    what: 'locked' | 'taken-over' | 'unlocked'
    by: Editor
    details: Record<string, string>
  },
): Promise<void> {
  const { log, by, details } = told
  const action = `radio.log.${told.what}`
  const subject = `log:${log.logId}`
  const { actor, address } = by
  if (told.what !== 'locked')
    await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  const data = { airDate: log.airDate, by: by.name, ...details }
  await events.append(tx, { kind: action, actor, scope: `station:${log.stationId}`, subject, data })
}
