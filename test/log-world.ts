import { createAudit } from '../src/access/audit.ts'
import type { Db } from '../src/db/db.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { type ManualClock, manualClock } from '../src/kernel/clock.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import type { PlacedItem } from '../src/radio/music/contract.ts'
import { generateRange } from '../src/radio/logs/generate/generate-range.ts'
import { GenerateLogs } from '../src/radio/logs/jobs.ts'
import type { Editor, LogDeps } from '../src/radio/logs/deps.ts'
import type { Taken } from '../src/radio/logs/model.ts'
import type { GenerateRequest, LogTrack } from '../src/radio/logs/ports.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const MINUTE_MS = 60_000
const MUSIC_MS = 5 * MINUTE_MS

export const ANN: Editor = { actor: 'person:1', name: 'Ann' }
export const BEN: Editor = { actor: 'person:2', name: 'Ben' }

export const trackNamed = (trackId: number, given: Partial<LogTrack> = {}): LogTrack => ({
  trackId,
  state: 'usable',
  title: `Track ${trackId}`,
  artist: `Artist ${trackId % 7}`,
  typeCode: 'MUS',
  lengthMs: MUSIC_MS,
  md5: `md5-${trackId}`,
  ...given,
})

/** A station, its library and what else is on its days, all in memory; logs are in the database. */
export interface LogWorld {
  deps: LogDeps
  clock: ManualClock
  stationId: number
  tracks: Map<number, LogTrack>
  taken: Taken[]
  /** What was asked of the generator. */
  asked: GenerateRequest[]
}

export async function openLogWorld(db: Db, zone = 'Europe/Paris'): Promise<LogWorld> {
  const clock = manualClock(Date.parse('2026-11-20T12:00:00Z'))
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { jobs } = setUpJobs({ db, clock, log: silent, events, bus })
  const audit = createAudit({ clock, events, log: silent, rightsChanged: () => {} })
  const tracks = new Map(Array.from({ length: 400 }, (_, index) => [index + 1, trackNamed(index + 1)]))
  const taken: Taken[] = []
  const asked: GenerateRequest[] = []
  const within = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }): Taken[] =>
    taken.filter((one) => one.startsAt < endsAt && startsAt < one.endsAt)
  const deps: LogDeps = {
    db,
    clock,
    events,
    audit,
    jobs,
    outside: {
      read: async (span) => ({ taken: within(span), windows: [], readAt: clock.now() }),
      peek: async (span) => within(span),
    },
    tracks: { read: async () => ({ byId: tracks, readAt: clock.now() }) },
    generator: {
      async generate(request) {
        asked.push(request)
        return { items: itemsOf(request, tracks), unfilled: [], leftOut: [], unplaced: [] }
      },
      async fillGap({ hourStartsAt, startsAt, endsAt, from }) {
        const count = Math.floor((endsAt - startsAt) / MUSIC_MS)
        const items = Array.from({ length: count }, (_, n) =>
          itemAt(
            { slotKey: `fill#${n + 1}`, hourStartsAt, startsAt: startsAt + n * MUSIC_MS, trackId: from.id * 100 + n },
            tracks,
          ),
        )
        return { items, unfilled: [] }
      },
    },
  }
  jobs.handle(GenerateLogs, generateRange(deps))
  return { deps, clock, stationId: await addStation(db, zone, clock.now()), tracks, taken, asked }
}

async function addStation(db: Db, zone: string, now: number): Promise<number> {
  const row = { name: zone, name_key: zone, time_zone: zone, version: 1, created_at: now, changed_at: now }
  return db.tx(async (tx) => {
    const { id } = await tx.insertInto('radio_stations').values(row).returning('id').executeTakeFirstOrThrow()
    return id
  })
}

/** Twelve slots of music an hour, in which nothing is put that a kept entry fills, or that does not fit. */
export function itemsOf(request: GenerateRequest, tracks: ReadonlyMap<number, LogTrack>): PlacedItem[] {
  const { hours, only, kept, taken, seed } = request
  const filled = new Set(kept.map(({ slotKey }) => slotKey))
  const blocks = [...taken, ...kept.map(({ startsAt, lengthMs }) => ({ startsAt, endsAt: startsAt + lengthMs }))]
  const offset = Buffer.from(seed).reduce((sum, byte) => sum + byte, 0)
  return hours.flatMap((hour) =>
    only !== null && !only.includes(hour.startsAt)
      ? []
      : Array.from({ length: Math.floor((hour.endsAt - hour.startsAt) / MUSIC_MS) }, (_, slot) => {
          const startsAt = hour.startsAt + slot * MUSIC_MS
          const trackId = ((offset + hour.startsAt / MUSIC_MS + slot) % tracks.size) + 1
          return itemAt({ slotKey: `${hour.name}:s${slot}#1`, hourStartsAt: hour.startsAt, startsAt, trackId }, tracks)
        }).filter(
          ({ slotKey, startsAt, lengthMs }) =>
            !filled.has(slotKey) &&
            !blocks.some((block) => block.startsAt < startsAt + lengthMs && startsAt < block.endsAt),
        ),
  )
}

function itemAt(
  place: Pick<PlacedItem, 'slotKey' | 'hourStartsAt' | 'startsAt'> & { trackId: number },
  tracks: ReadonlyMap<number, LogTrack>,
): PlacedItem {
  const { title, artist } = tracks.get(place.trackId) ?? { title: '', artist: '' }
  return {
    ...place,
    title,
    artist,
    lengthMs: MUSIC_MS,
    what: 'track',
    typeCode: 'MUS',
    cueInMs: 0,
    cueOutMs: MUSIC_MS,
    source: 'music',
    startType: 'soft',
    anchorMs: place.startsAt - place.hourStartsAt,
    transition: 'segue',
    orderId: null,
    copyId: null,
    why: { chose: { code: 'oldest', params: {} }, blocked: [], broken: [] },
  }
}
