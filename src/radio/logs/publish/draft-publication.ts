import type { Db } from '../../../db/db.ts'
import { listMakers } from '../../../deliveries/index.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import type { PlannedOperation, Plans } from '../../../plans/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { PlayoutReads } from '../../planner/index.ts'
import { getStation } from '../../stations/index.ts'
import { listEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import type { Log, LogEntry } from '../model.ts'
import { findLog } from '../store.ts'
import { timeEntries } from '../timing.ts'
import { changeRows } from './change-rows.ts'
import type { OwnRow, PlacedRow, RowChanges, Scope, Stopper, TalkOver } from './model.ts'
import { talkOversIn } from './talk-overs.ts'
import { PUBLISH_LOG, ROW, TAKE, WINDOW } from './publish-kinds.ts'
import { fingerprintOf, readWorld, takenIn, type World, type WorldDeps } from './read-world.ts'
import { chosenOf, type RowInTheWay, rowsInTheWay } from './rows-in-the-way.ts'
import { insertPublication } from './store.ts'

export interface DraftDeps extends WorldDeps {
  db: Db
  clock: Clock
  reads: Pick<PlayoutReads, 'read'>
  plans: Plans
  /** By voice tracks: for how long, in ms, the next item was let in under their end in the studio. */
  talkOvers(log: Log, entries: readonly LogEntry[]): Promise<ReadonlyMap<number, number>>
}

export interface Wish {
  logId: number
  /** Start of the hour; null for the whole day. */
  hourStartsAt: number | null
  acceptedGaps: ReadonlySet<number>
  /** Rows of others that a person has named, to be taken over; nothing but a person's word puts one in here. */
  takeOver: ReadonlySet<number>
  actor: string
  signal: AbortSignal
}

/** What a publication would do, and what forbids it. */
export interface Preview {
  log: Log
  scope: Scope
  stoppers: Stopper[]
  changes: RowChanges
  newWindowCount: number
  /** Rows of others in that stretch; they stay as they are. */
  foreignCount: number
  /** Of those, where the log would be heard. */
  inTheWay: readonly RowInTheWay[]
  /** Of those, what would be taken over. */
  taken: readonly RowInTheWay[]
  /** Voice tracks that are heard otherwise than in the studio. */
  talkOvers: readonly TalkOver[]
  /** Own rows that were changed or taken out there. */
  changedOutside: readonly OwnRow[]
  readAt: number
  /** Null while something forbids it, and when there is nothing to do. */
  planId: number | null
}

const TRACKS_AS_OLD_AS_MS = 60_000

/** Holds a log against what stands at the playout, and writes down what would make them equal. Nothing is sent. */
export async function draftPublication(deps: DraftDeps, wish: Wish): Promise<Preview> {
  const log = await findLog(deps.db.read, wish.logId)
  if (log === undefined) throw new NotFoundError('radio/no-such-log', { params: { logId: wish.logId } })
  const station = await getStation(deps.db.read, log.stationId)
  const connectionId = station.libraryConnectionId
  if (connectionId === null) throw new ConflictError('radio/no-library', { params: { name: station.name } })
  const scope = scopeOf(log, wish.hourStartsAt)
  const world = await readWorld(deps, { stationId: log.stationId, connectionId }, { day: log, signal: wish.signal })
  const readAt = deps.clock.now()
  const made = await makeChanges(deps, { log, scope, world, connectionId, wish })
  const preview: Preview = {
    log,
    scope,
    ...made,
    newWindowCount: made.newWindows.length,
    foreignCount: world.foreign.filter(
      ({ rowId, startsAt, endsAt }) => startsAt < scope.to && endsAt > scope.from && !wish.takeOver.has(rowId),
    ).length,
    changedOutside: world.changedOutside.filter(({ startsAt }) => startsAt >= scope.from && startsAt < scope.to),
    readAt,
    planId: null,
  }
  const { add, remove } = made.changes
  if (made.stoppers.length > 0 || add.length + remove.length + made.taken.length === 0) return preview
  return { ...preview, planId: await draft(deps, { preview, world, connectionId, newWindows: made.newWindows, wish }) }
}

function scopeOf(log: Log, hourStartsAt: number | null): Scope {
  if (hourStartsAt === null) return { from: log.startsAt, to: log.endsAt, isWholeDay: true }
  const hour = hoursOf(log, log.timeZone).find(({ startsAt }) => startsAt === hourStartsAt)
  if (hour === undefined)
    throw new NotFoundError('radio/no-such-hour', { params: { airDate: log.airDate, hour: hourStartsAt } })
  return { from: hour.startsAt, to: hour.endsAt, isWholeDay: false }
}

interface Making {
  log: Log
  scope: Scope
  world: World
  connectionId: number
  wish: Wish
}

async function makeChanges(deps: DraftDeps, { log, scope, world, connectionId, wish }: Making) {
  const entries = await listEntries(deps.db.read, log.logId)
  const day = { startsAt: log.startsAt, endsAt: log.endsAt, hours: hoursOf(log, log.timeZone) }
  const now = deps.clock.now()
  const tracks = await readTracks(deps, connectionId, entries)
  const inTheWay = rowsInTheWay({
    world,
    scope,
    times: timeEntries(entries, day, takenIn({ airings: world.airings, foreign: [] })).times,
    titleOf: ({ trackId }) => tracks.get(trackId ?? 0)?.title ?? (trackId === null ? '' : `#${trackId}`),
    madeBy: await makersOf(deps, connectionId, world),
    now,
  })
  const taken = chosenOf(inTheWay, wish.takeOver)
  const left = { ...world, foreign: world.foreign.filter(({ rowId }) => !wish.takeOver.has(rowId)) }
  const made = changeRows({ entries, day, scope, world: left, tracks, acceptedGaps: wish.acceptedGaps, now })
  const talkOvers = talkOversIn(made.heard, await deps.talkOvers(log, entries))
  return { ...made, inTheWay, taken, talkOvers }
}

/** What a list of a moment ago lacks, or tells as unusable, may have come in since: then it is asked for anew. */
async function readTracks({ reads }: DraftDeps, connectionId: number, entries: readonly LogEntry[]) {
  const readOf = async (maxAgeMs: number) =>
    new Map((await reads.read(connectionId, 'tracks', { maxAgeMs })).map((one) => [one.trackId, one]))
  const kept = await readOf(TRACKS_AS_OLD_AS_MS)
  const isAllThere = entries.every(({ trackId }) => trackId === null || kept.get(trackId)?.state === 'usable')
  return isAllThere ? kept : readOf(0)
}

/** Who had Patchbay make them: rows that an undone publication put back. */
const makersOf = ({ db }: DraftDeps, connectionId: number, { foreign }: World): Promise<Map<string, string>> =>
  listMakers(db.read, {
    target: `connection:${connectionId}`,
    remoteKind: 'schedule',
    remoteIds: foreign.map(({ rowId }) => String(rowId)),
  })

interface Drafting {
  preview: Preview
  world: World
  connectionId: number
  newWindows: readonly { startsAt: number; endsAt: number; index: number }[]
  wish: Wish
}

async function draft(deps: DraftDeps, { preview, world, connectionId, newWindows, wish }: Drafting): Promise<number> {
  const { log, scope, changes } = preview
  const { taken } = preview
  // Rows of others go first: where one stands, nothing of ours is mistaken for it.
  const operations = [...newWindows.map(windowOperation), ...taken.map(takeOver), ...rowOperations(changes)]
  const firstStartsAt = Math.min(...[...changes.add, ...changes.remove, ...taken].map(({ startsAt }) => startsAt))
  const takeCount = taken.length
  const { stationId, logId, revision } = log
  return deps.db.tx(async (tx) => {
    const planId = await deps.plans.draft(tx, {
      kind: PUBLISH_LOG,
      subject: `log:${logId}`,
      title: {
        code: scope.isWholeDay ? 'publish-log' : 'publish-log-hour',
        params: { airDate: log.airDate, hour: hourName(log, scope) },
      },
      actor: wish.actor,
      data: {
        stationId,
        connectionId,
        logId,
        scope,
        firstStartsAt,
        takeCount,
        fingerprint: fingerprintOf(world, scope),
      },
      operations,
    })
    await insertPublication(tx, {
      stationId,
      connectionId,
      logId,
      revision,
      planId,
      ...scope,
      addCount: changes.add.length,
      removeCount: changes.remove.length,
      keepCount: changes.keep.length,
      takeCount,
      snapshot: world.rows.filter((row) => row.startsAt < scope.to && row.endsAt > scope.from),
      madeBy: wish.actor,
      madeAt: deps.clock.now(),
    })
    return planId
  })
}

const hourName = (log: Log, { from }: Scope): string =>
  hoursOf(log, log.timeZone).find(({ startsAt }) => startsAt === from)?.name ?? ''

/** All of a publication is done together, in order. */
const GROUP = 'log'

const windowOperation = ({ startsAt, endsAt, index }: Drafting['newWindows'][number]): PlannedOperation => ({
  kind: WINDOW,
  group: GROUP,
  params: { startsAt, endsAt, index },
  before: {},
  after: { startsAt, endsAt },
  reason: { code: 'log-window', params: {} },
})

const takeOver = ({ rowId, title, show, startsAt, endsAt, content }: RowInTheWay): PlannedOperation => ({
  kind: TAKE,
  group: GROUP,
  params: { rowId, title, show, content },
  before: { startsAt, endsAt, title, show, trackId: content?.trackId ?? null },
  after: {},
  reason: { code: 'log-take-over', params: {} },
})

/** By time, so that as little as possible is missing at any moment: what goes before what comes in its place. */
function rowOperations({ add, remove }: RowChanges): PlannedOperation[] {
  const operations = [
    ...remove.map((row) => ({ at: row.startsAt, rank: 0, operation: removal(row) })),
    ...add.map((row) => ({ at: row.startsAt, rank: 1, operation: addition(row) })),
  ]
  return operations.toSorted((a, b) => a.at - b.at || a.rank - b.rank).map(({ operation }) => operation)
}

const shown = ({ startsAt, endsAt, title, trackId }: OwnRow | PlacedRow) => ({ startsAt, endsAt, title, trackId })

const addition = (row: PlacedRow): PlannedOperation => ({
  kind: ROW,
  group: GROUP,
  params: { act: 'add', row },
  before: {},
  after: shown(row),
  reason: { code: 'log-add', params: {} },
})

const removal = (row: OwnRow): PlannedOperation => ({
  kind: ROW,
  group: GROUP,
  params: { act: 'remove', row },
  before: shown(row),
  after: {},
  reason: { code: 'log-remove', params: {} },
})
