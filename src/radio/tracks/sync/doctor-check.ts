import type { DoctorCheck, Finding } from '../../../connections/index.ts'
import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { sayCode } from '../../../kernel/words.ts'
import { listStations } from '../../stations/index.ts'
import type { StationLibrary } from '../model.ts'
import type { TrackSync } from './model.ts'
import { findLastDone, listSyncs } from './store.ts'

const MINUTE_MS = 60_000
/** It comes every five minutes: four in a row did not. */
const STALE_MS = 20 * MINUTE_MS

interface Syncs {
  station: string
  /** Since when there could have been one, epoch ms. */
  since: number
  done: TrackSync | undefined
  last: TrackSync | undefined
}

/** Whether the list of a station's tracks is as new as it should be, by its last syncs; asks nobody. */
export function trackListCheck({ db, clock }: { db: Db; clock: Clock }): DoctorCheck {
  return {
    id: 'tracks',
    area: 'radio',
    async run() {
      const found: Finding[] = []
      for (const { stationId, libraryConnectionId, name, changedAt } of await listStations(db.read)) {
        if (libraryConnectionId === null) continue
        const library: StationLibrary = { stationId, connectionId: libraryConnectionId }
        const [last] = await listSyncs(db.read, library, 1)
        const done = await findLastDone(db.read, library)
        found.push(findingOf({ station: name, since: changedAt, done, last }, clock.now()))
      }
      return found
    },
  }
}

function findingOf({ station, since, done, last }: Syncs, now: number): Finding {
  const ageMs = now - (done?.endedAt ?? since)
  const minutes = Math.floor(ageMs / MINUTE_MS)
  if (ageMs <= STALE_MS) return { level: 'ok', code: 'radio.tracks-fresh', params: { station } }
  const reason = last === undefined || last.outcome === 'done' ? null : last.reason
  if (reason === null) return { level: 'warn', code: 'radio.tracks-stale', params: { station, minutes } }
  const problem = sayCode(reason.code, reason.params).text
  return { level: 'warn', code: 'radio.tracks-not-read', params: { station, minutes, problem } }
}
