import { lockInTx } from '../../db/lock-in-tx.ts'
import type { Tx } from '../../db/db.ts'
import { AppError, ConflictError } from '../../kernel/errors.ts'
import { getStation, type Station } from '../stations/index.ts'
import type { WatchDeps } from './deps.ts'
import type { Ahead, OnAir, Watched } from './model.ts'
import { findWatched, saveFailure, saveSeen } from './store.ts'

interface Looks {
  ahead: Ahead
  'on-air': OnAir
}

interface Look<Kind extends keyof Looks> {
  kind: Kind
  stationId: number
  /** Asks the playout. */
  see(station: Station & { libraryConnectionId: number }): Promise<Looks[Kind]>
  /** In the transaction that keeps it: `before` is what was seen of the same playout the last time. */
  tell(tx: Tx, told: { station: Station; seen: Looks[Kind]; before: Looks[Kind] | undefined }): Promise<void>
}

/**
 * One look, and its result kept in place of the last one. A look that failed is kept as that, and leaves what was seen
 * before; it is told as an error, never as nothing.
 * @throws NotFoundError; ConflictError `radio/no-library`, `radio/station-changed`; what `see` throws
 */
export async function keepLook<Kind extends keyof Looks>(
  { db, clock }: WatchDeps,
  { kind, stationId, see, tell }: Look<Kind>,
): Promise<Looks[Kind]> {
  const station = await getStation(db.read, stationId)
  const connectionId = libraryOf(station)
  const lookedAt = clock.now()
  const began = clock.monotonicMs()
  try {
    const seen = await see({ ...station, libraryConnectionId: connectionId })
    const tookMs = Math.round(clock.monotonicMs() - began)
    await db.tx(async (tx) => {
      const now = await stillThere(tx, { kind, station, connectionId })
      const former: Watched<Looks[Kind]> | undefined = await findWatched(tx, stationId, kind)
      const before = former?.connectionId === connectionId ? (former.seen ?? undefined) : undefined
      await saveSeen(tx, { stationId, connectionId }, { kind, seen, lookedAt, tookMs })
      await tell(tx, { station: now, seen, before })
    })
    return seen
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('remote/')) {
      const reason = { code: error.code, params: error.params }
      await db.tx(async (tx) => {
        await stillThere(tx, { kind, station, connectionId })
        await saveFailure(tx, { stationId, connectionId }, { kind, at: lookedAt, reason })
      })
    }
    throw error
  }
}

function libraryOf({ name, libraryConnectionId }: Station): number {
  if (libraryConnectionId === null) throw new ConflictError('radio/no-library', { params: { name } })
  return libraryConnectionId
}

interface There {
  kind: string
  station: Station
  connectionId: number
}

/** What was seen is worth nothing when the station was removed or changed meanwhile. */
async function stillThere(tx: Tx, { kind, station, connectionId }: There): Promise<Station> {
  await lockInTx(tx, `radio.watch:${kind}:${station.stationId}`)
  const now = await getStation(tx, station.stationId)
  if (now.libraryConnectionId !== connectionId)
    throw new ConflictError('radio/station-changed', { params: { name: station.name } })
  return now
}
