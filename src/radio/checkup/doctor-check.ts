import type { DoctorCheck, Finding } from '../../connections/index.ts'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { listStations } from '../stations/index.ts'
import type { Checkup } from './model.ts'
import { listCheckups } from './store.ts'
import { sayFound } from './views.ts'

/** Twice missed, and what was said then is no news any more. */
const STALE_MS = 45 * 60_000

/** Stations by their last checkup; asks nobody. */
export function stationsCheck({ db, clock }: { db: Db; clock: Clock }): DoctorCheck {
  return {
    id: 'stations',
    area: 'radio',
    async run() {
      const kept = new Map((await listCheckups(db.read)).map((one) => [one.stationId, one]))
      const stations = (await listStations(db.read)).filter((one) => one.libraryConnectionId !== null)
      return stations.flatMap(({ stationId, name, libraryConnectionId }) => {
        const checkup = kept.get(stationId)
        const isOf = checkup?.connectionId === libraryConnectionId
        return isOf && checkup !== undefined ? findingsOf(name, checkup, clock.now()) : [notLooked(name)]
      })
    },
  }
}

const notLooked = (station: string): Finding => ({ level: 'warn', code: 'radio.not-looked', params: { station } })

function findingsOf(station: string, { judged, lookedAt }: Checkup, now: number): Finding[] {
  const found = judged.flatMap(({ code, verdict }): Finding[] => {
    if (verdict.kind !== 'found') return []
    const { text, todo = '' } = sayFound(code, verdict)
    return [{ level: verdict.level, code: 'radio.found', params: { station, problem: text, cure: todo, about: code } }]
  })
  const untold = judged.filter(({ verdict }) => verdict.kind === 'unknown').length
  const open: Finding[] =
    untold === 0 ? [] : [{ level: 'warn', code: 'radio.untold', params: { station, count: untold } }]
  const minutes = Math.floor((now - lookedAt) / 60_000)
  const stale: Finding[] =
    now - lookedAt > STALE_MS ? [{ level: 'warn', code: 'radio.stale', params: { station, minutes } }] : []
  const all = [...found, ...open, ...stale]
  const count = judged.filter(({ verdict }) => verdict.kind === 'well').length
  return all.length > 0 ? all : [{ level: 'ok', code: 'radio.well', params: { station, count } }]
}
