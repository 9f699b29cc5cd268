import type { DoctorCheck, Finding } from '../../connections/index.ts'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { listStations, type Station } from '../stations/index.ts'
import type { Ahead, OnAir, Watched } from './model.ts'
import { findWatched } from './store.ts'

const MINUTE_MS = 60_000
/** Twice missed, and the watch does not watch. */
const AHEAD_STALE_MS = 130 * MINUTE_MS
const ON_AIR_STALE_MS = 6 * MINUTE_MS

/** Whether the watch itself runs, by its last looks; asks nobody. What it found has cards of its own. */
export function watchCheck({ db, clock }: { db: Db; clock: Clock }): DoctorCheck {
  return {
    id: 'watch',
    area: 'radio',
    async run() {
      const stations = (await listStations(db.read)).filter((one) => one.libraryConnectionId !== null)
      const all: Finding[] = []
      for (const station of stations) {
        const ahead = await findWatched(db.read, station.stationId, 'ahead')
        const onAir = await findWatched(db.read, station.stationId, 'on-air')
        all.push(...findingsOf(station, { ahead, onAir }, clock.now()))
      }
      return all
    },
  }
}

interface Looks {
  ahead: Watched<Ahead> | undefined
  onAir: Watched<OnAir> | undefined
}

function findingsOf({ name: station, createdAt }: Station, { ahead, onAir }: Looks, now: number): Finding[] {
  const ageOf = (watched: Watched<unknown> | undefined): number => now - (watched?.lookedAt ?? createdAt)
  const minutesOf = (ms: number): number => Math.floor(ms / MINUTE_MS)
  const late: Finding[] = [
    ...(ageOf(ahead) > AHEAD_STALE_MS
      ? [stale('radio.forecast-stale', { station, minutes: minutesOf(ageOf(ahead)) })]
      : []),
    ...(ageOf(onAir) > ON_AIR_STALE_MS
      ? [stale('radio.on-air-stale', { station, minutes: minutesOf(ageOf(onAir)) })]
      : []),
  ]
  return late.length > 0 ? late : [{ level: 'ok', code: 'radio.watched', params: { station } }]
}

const stale = (code: string, params: Finding['params']): Finding => ({ level: 'warn', code, params })
