import { createHash } from 'node:crypto'
import type { Reader, Tx } from '../../../db/db.ts'
import { assertVersion } from '../../../kernel/etag.ts'
import { weekDayOf } from '../../../kernel/time.ts'
import { getStation } from '../../stations/index.ts'
import { hoursOfDay } from '../generate/day-hours.ts'
import type { PlanHour } from '../generate/model.ts'
import type { SeparationRules } from '../pools/contract.ts'
import { wrong } from '../shelf/check-facts.ts'
import { type By, type Editor, lockMusic, type MusicDeps } from '../shelf/edit-shelf.ts'
import { listThings } from '../shelf/store.ts'
import { readDay, readSeparation, readWeek, type Week, writeDay, writeSeparation, writeWeek } from './store.ts'

/** Of what has no version of its own: the same content, the same tag. */
export const contentTag = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)

export interface DayClocks {
  stationId: number
  airDate: string
  isOwn: boolean
  hours: (PlanHour & { clockId: number | null })[]
}

/** Which clock each hour of a day has. @throws NotFoundError for a station that is not there */
export async function clocksOfDay(reader: Reader, stationId: number, airDate: string): Promise<DayClocks> {
  const { timeZone } = await getStation(reader, stationId)
  const own = await readDay(reader, stationId, airDate)
  const week = own === undefined ? (await readWeek(reader, stationId))[weekDayOf(airDate) - 1] : undefined
  const hours = hoursOfDay(airDate, timeZone).map((hour) => ({
    ...hour,
    clockId: (own === undefined ? week?.[Number(hour.name.slice(0, 2))] : own.get(hour.name)) ?? null,
  }))
  return { stationId, airDate, isOwn: own !== undefined, hours }
}

export const tagOfDay = ({ isOwn, hours }: DayClocks): string =>
  contentTag([isOwn, hours.map(({ name, clockId }) => [name, clockId])])

async function assertClocks(
  tx: Tx,
  stationId: number,
  ids: readonly { id: number | null; pointer: string }[],
): Promise<void> {
  const known = new Set((await listThings(tx, 'clock', stationId)).map(({ id }) => id))
  for (const { id, pointer } of ids)
    if (id !== null && !known.has(id)) throw wrong('radio/no-such-clock', pointer, { id })
}

export function setWeek(deps: MusicDeps) {
  return (stationId: number, week: Week, by: Editor): Promise<Week> =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, stationId)
      await getStation(tx, stationId)
      assertVersion(by.ifMatch, contentTag(await readWeek(tx, stationId)))
      const ids = week.flatMap((day, index) => day.map((id, hour) => ({ id, pointer: `/week/${index}/${hour}` })))
      await assertClocks(tx, stationId, ids)
      await writeWeek(tx, stationId, week)
      await tell(deps, tx, { what: 'grid.changed', stationId, by, details: {} })
      return readWeek(tx, stationId)
    })
}

export function setClocksOfDay(deps: MusicDeps) {
  return (
    { stationId, airDate }: { stationId: number; airDate: string },
    hours: Readonly<Record<string, number | null>>,
    by: Editor,
  ): Promise<DayClocks> =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, stationId)
      const before = await clocksOfDay(tx, stationId, airDate)
      assertVersion(by.ifMatch, tagOfDay(before))
      const names = new Set(before.hours.map(({ name }) => name))
      for (const name of Object.keys(hours))
        if (!names.has(name)) throw wrong('radio/no-such-hour', `/hours/${name}`, { hour: name, day: airDate })
      await assertClocks(
        tx,
        stationId,
        Object.entries(hours).map(([name, id]) => ({ id, pointer: `/hours/${name}` })),
      )
      const all = new Map(before.hours.map(({ name }) => [name, hours[name] ?? null]))
      await writeDay(tx, { stationId, airDate }, all)
      await tell(deps, tx, { what: 'day-grid.changed', stationId, by, details: { airDate, hours } })
      return clocksOfDay(tx, stationId, airDate)
    })
}

export function clearDay(deps: MusicDeps) {
  return (stationId: number, airDate: string, by: By): Promise<DayClocks> =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, stationId)
      await getStation(tx, stationId)
      await writeDay(tx, { stationId, airDate }, new Map())
      await tell(deps, tx, { what: 'day-grid.cleared', stationId, by, details: { airDate } })
      return clocksOfDay(tx, stationId, airDate)
    })
}

/** What a station has that has said nothing yet. */
const USUAL: SeparationRules = {
  artistMinutes: 90,
  titleMinutes: 240,
  sponsorMinutes: 15,
  productMinutes: 30,
  cartMinutes: 0,
  artistPerHour: null,
  sponsorPerHour: null,
}

export async function separationOfStation(
  reader: Reader,
  stationId: number,
): Promise<{ rules: SeparationRules; version: number }> {
  await getStation(reader, stationId)
  return (await readSeparation(reader, stationId)) ?? { rules: USUAL, version: 0 }
}

export function changeSeparation(deps: MusicDeps) {
  return (stationId: number, change: Partial<SeparationRules>, by: Editor) =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, stationId)
      const before = await separationOfStation(tx, stationId)
      assertVersion(by.ifMatch, String(before.version))
      const after = { rules: { ...before.rules, ...change }, version: before.version + 1 }
      await writeSeparation(tx, { stationId, ...after }, deps.clock.now())
      await tell(deps, tx, { what: 'separation.changed', stationId, by, details: { ...after.rules } })
      return after
    })
}

interface Told {
  what: string
  stationId: number
  by: By
  details: Record<string, unknown>
}

async function tell({ audit, events }: MusicDeps, tx: Tx, { what, stationId, by, details }: Told): Promise<void> {
  const { actor, address } = by
  const action = `radio.${what}`
  const subject = `station:${stationId}`
  const day = typeof details['airDate'] === 'string' ? { day: details['airDate'] } : {}
  await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  await events.append(tx, { kind: action, actor, scope: subject, subject, data: day })
}
