import type { SpawnedApp } from '../../spawn-app.ts'
import { type Asked, editLog, replacedHour } from './publish.ts'
import type { Stands } from './judge.ts'
import type { LogStation } from './station.ts'
import { wishedAt } from './wishes.ts'

/** A publication, to be interrupted. */
export interface Work {
  /** What may stand when it was accepted. */
  ends: readonly Stands[]
  /** Edits the log. @returns what is then published */
  prepare(app: SpawnedApp, station: LogStation): Promise<Asked>
  /** Set at the double before it is published. */
  begin?(station: LogStation): void
}

const REFUSED_WRITE = 5

export const WORKS = {
  /** Rows that are new, moved and dropped. */
  day: { ends: ['new'], prepare: changeDay },
  /** All rows of one hour, which alone is published. */
  hour: {
    ends: ['new'],
    async prepare(app, station) {
      await wish(app, station, { ...station.day.turns, hour: station.day.turns.hour + 1 })
      return replacedHour(app, station)
    },
  },
  /** The first log of a day, with the show and the window that it needs. */
  first: {
    ends: ['new'],
    async prepare(app, station) {
      await station.nextDay(app)
      await wish(app, station, station.day.turns)
      return {}
    },
  },
  /** One that LibreTime refuses in the middle, so that all of it is taken back. */
  refused: {
    ends: ['old', 'new'],
    prepare: changeDay,
    begin: ({ library }) =>
      void library.faults.add({
        kind: 'status',
        status: 400,
        writes: true,
        path: '/schedule',
        skip: REFUSED_WRITE,
        times: 1,
      }),
  },
} as const satisfies Record<string, Work>

export type WorkName = keyof typeof WORKS
export const WORK_NAMES = Object.keys(WORKS) as WorkName[]

async function changeDay(app: SpawnedApp, station: LogStation): Promise<Asked> {
  await wish(app, station, { ...station.day.turns, day: station.day.turns.day + 1 })
  return {}
}

async function wish(app: SpawnedApp, station: LogStation, turns: LogStation['day']['turns']): Promise<void> {
  station.day = { ...station.day, turns, old: station.heard() }
  await editLog(app, station, wishedAt(turns, station.firstTrack))
}
