import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import { getStation, type Station } from '../stations/index.ts'
import { collectSymptoms } from './collect.ts'
import { judgeAll } from './judge.ts'
import type { Checkup, Judged, OpenedCms } from './model.ts'
import type { PlayoutCheckup } from './ports.ts'
import { RULES } from './rules.ts'
import { findCheckup, saveCheckup } from './store.ts'
import { tellCards } from './tell-cards.ts'

export interface CheckupDeps {
  db: Db
  clock: Clock
  events: EventLog
  attention: Attention
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openPlayout(connectionId: number): Promise<PlayoutCheckup>
  describeConnection(connectionId: number): Promise<{ name: string; isFromEnvironment: boolean }>
  /** Every CMS that is connected and switched on. */
  openAllCms(): Promise<OpenedCms[]>
}

/**
 * Looks at a station and what it stands on; changes nothing there. What was found is kept in place of the last one, and
 * raises or resolves cards.
 * @throws NotFoundError; ConflictError `radio/no-library`, and what opening its connection throws
 */
export function checkStation(deps: CheckupDeps) {
  return async (stationId: number, signal: AbortSignal): Promise<Checkup> => {
    const { db, clock } = deps
    const station = await getStation(db.read, stationId)
    const connectionId = libraryOf(station)
    const startedAt = performance.now()
    const symptoms = await collectSymptoms({
      station,
      connection: await deps.describeConnection(connectionId),
      playout: await deps.openPlayout(connectionId),
      cms: await deps.openAllCms(),
      now: () => clock.now(),
      signal,
    })
    const tookMs = Math.round(performance.now() - startedAt)
    return db.tx(async (tx) => {
      await lockInTx(tx, `radio_checkup:${stationId}`)
      const now = await stillThere(tx, station, connectionId)
      const before = await findCheckup(tx, stationId)
      const former = before?.connectionId === connectionId ? before.judged : []
      const judged = judgeAll(RULES, symptoms, former)
      const checkup = { stationId, connectionId, lookedAt: symptoms.at, tookMs, judged }
      await saveCheckup(tx, checkup)
      if (isNews(former, judged)) await tell(deps, tx, { station: now, judged })
      await tellCards(deps.attention, tx, { station: now, judged, at: symptoms.at })
      return checkup
    })
  }
}

function libraryOf({ name, libraryConnectionId }: Station): number {
  if (libraryConnectionId === null) throw new ConflictError('radio/no-library', { params: { name } })
  return libraryConnectionId
}

/** What was seen is worth nothing when the station was removed or changed meanwhile. */
async function stillThere(tx: Tx, { stationId, name }: Station, connectionId: number): Promise<Station> {
  const now = await getStation(tx, stationId)
  if (now.libraryConnectionId !== connectionId) throw new ConflictError('radio/station-changed', { params: { name } })
  return now
}

const codesIn = (judged: readonly Judged[]): string[] =>
  judged.flatMap(({ code, verdict }) => (verdict.kind === 'found' ? [code] : []))

const isNews = (former: readonly Judged[], judged: readonly Judged[]): boolean =>
  codesIn(former).join() !== codesIn(judged).join()

async function tell(
  { events }: CheckupDeps,
  tx: Tx,
  { station, judged }: { station: Station; judged: readonly Judged[] },
): Promise<void> {
  const { stationId, name } = station
  const subject = `station:${stationId}`
  const count = codesIn(judged).length
  const data = { name, count, found: codesIn(judged) }
  await events.append(tx, { kind: 'radio.checkup.changed', actor: 'system', scope: subject, subject, data })
}
