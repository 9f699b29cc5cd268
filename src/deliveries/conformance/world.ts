import { z } from 'zod'
import { createAudit } from '../../access/audit.ts'
import { setUpAttention } from '../../attention/setup.ts'
import type { Db } from '../../db/db.ts'
import { setUpJobs } from '../../jobs/setup.ts'
import { type ManualClock, manualClock } from '../../kernel/clock.ts'
import {
  AppError,
  CredentialsRefusedError,
  DeadlineError,
  LimitedError,
  RejectedError,
  UnavailableError,
} from '../../kernel/errors.ts'
import { createBus } from '../../live/bus.ts'
import { openEventLog } from '../../live/event-log.ts'
import type { Carried } from '../carry-out.ts'
import type { EffectExecutor, Look } from '../executor.ts'
import type { Fields, NewDelivery } from '../model.ts'
import { setUpDeliveries } from '../setup.ts'

/** What an outside system does with a request. */
export const SEND_SCRIPTS = [
  'does-it',
  'is-away',
  'limits',
  'refuses-credentials',
  'says-no',
  'breaks-after-doing',
  'breaks-without-doing',
  'answer-lost-after-doing',
  'answer-lost-without-doing',
  'answers-and-drops-it',
  'shows-it-later',
  'answer-lost-and-shows-it-later',
  'changes-it',
  'refuses-it-later',
  'does-it-twice',
  'dies-after-doing',
  'dies-without-doing',
] as const
export type SendScript = (typeof SEND_SCRIPTS)[number]

/** Of no room, so they have no words. */
const CODES = {
  noAnswer: 'test/no-answer',
  refusedBefore: 'test/refused-before',
  limited: 'test/limited',
  credentials: 'test/credentials',
  tooLarge: 'test/too-large',
  unreadable: 'test/unreadable',
  broke: 'test/broke',
}

const SHOWN_LATER_MS = 4 * 60_000
const never = (): Promise<never> => new Promise(() => {})

interface Shelf {
  ref: string
  name: string
  title: string
  shownAt: number
}

/** An outside system that keeps things on a shelf and fails as it is told. */
export interface Outside {
  readonly shelf: Shelf[]
  /** Refs of what it accepted and then refused. */
  readonly refused: string[]
  /** Things that were ever put there; the next one's number. */
  puts: number
  /** Requests that came to an effect. */
  arrivals: number
  /** For the requests to come; afterwards it does what it is asked. */
  sends: SendScript[]
  /** Looks to come that fail. */
  failingLooks: number
  /** Looks at many at once. */
  looksAtAll: number
  /** The next thing that is taken back: it breaks down over it, before or after it is gone. */
  undoBreaks: 'before' | 'after' | undefined
  /** It will never answer the request that it has. */
  isHanging: boolean
}

export const createOutside = (): Outside => ({
  shelf: [],
  refused: [],
  puts: 0,
  arrivals: 0,
  sends: [],
  failingLooks: 0,
  looksAtAll: 0,
  undoBreaks: undefined,
  isHanging: false,
})

const Params = z.object({ name: z.string(), title: z.string() })

function failWhenTold(outside: Outside): void {
  if (outside.failingLooks === 0) return
  outside.failingLooks--
  throw new DeadlineError(CODES.noAnswer)
}

function lookFor(
  outside: Outside,
  clock: ManualClock,
  { name, remoteRef }: { name: string; remoteRef: string | null },
): Look {
  if (remoteRef !== null && outside.refused.includes(remoteRef))
    return { is: 'refused', ref: remoteRef, reason: { code: CODES.unreadable, params: {} } }
  const shown = outside.shelf.filter((one) => one.shownAt <= clock.now())
  const found = shown.filter((one) => one.name === name)
  const one = shown.find(({ ref }) => ref === remoteRef) ?? (found.length === 1 ? found[0] : undefined)
  if (found.length > 1 && shown.every(({ ref }) => ref !== remoteRef))
    return { is: 'several', refs: found.map(({ ref }) => ref) }
  return one === undefined ? { is: 'absent' } : { is: 'there', ref: one.ref, found: { title: one.title } }
}

export const shelfExecutor = (
  outside: Outside,
  clock: ManualClock,
  times: Pick<EffectExecutor, 'absenceIsSureAfterMs' | 'appearsWithinMs'> = {},
): EffectExecutor<typeof Params> => ({
  kind: 'shelf.put',
  remoteKind: 'thing',
  params: Params,
  ...times,
  async look({ name }, { remoteRef }): Promise<Look> {
    failWhenTold(outside)
    return lookFor(outside, clock, { name, remoteRef })
  },
  async lookAtAll(asked) {
    outside.looksAtAll++
    failWhenTold(outside)
    return asked.map(({ params: { name }, remoteRef }) => lookFor(outside, clock, { name, remoteRef }))
  },
  async send({ name, title }): Promise<{ ref: string }> {
    const script = outside.sends.shift() ?? 'does-it'
    const put = (what: Partial<Shelf> = {}): { ref: string } => {
      const ref = `ref-${++outside.puts}`
      outside.shelf.push({ ref, name, title, shownAt: 0, ...what })
      return { ref }
    }
    const arrive = (what?: Partial<Shelf>): { ref: string } => {
      outside.arrivals++
      return put(what)
    }
    switch (script) {
      case 'is-away':
        throw new UnavailableError(CODES.refusedBefore)
      case 'limits':
        throw new LimitedError(CODES.limited, { retryAfterMs: 1000 })
      case 'refuses-credentials':
        throw new CredentialsRefusedError(CODES.credentials)
      case 'says-no':
        throw new RejectedError(CODES.tooLarge, { params: { most: 10 } })
      case 'breaks-after-doing':
        arrive()
        throw new RejectedError(CODES.broke)
      case 'breaks-without-doing':
        throw new RejectedError(CODES.broke)
      case 'answer-lost-after-doing':
        arrive()
        throw new DeadlineError(CODES.noAnswer)
      case 'answer-lost-without-doing':
        throw new DeadlineError(CODES.noAnswer)
      case 'answers-and-drops-it':
        return { ref: 'ref-dropped' }
      case 'shows-it-later':
        return arrive({ shownAt: clock.now() + SHOWN_LATER_MS })
      case 'answer-lost-and-shows-it-later':
        arrive({ shownAt: clock.now() + SHOWN_LATER_MS })
        throw new DeadlineError(CODES.noAnswer)
      case 'changes-it':
        return arrive({ title: title.toUpperCase() })
      case 'refuses-it-later': {
        const ref = `refused-${outside.refused.length + 1}`
        outside.refused.push(ref)
        return { ref }
      }
      case 'does-it-twice':
        arrive()
        put()
        throw new DeadlineError(CODES.noAnswer)
      case 'dies-after-doing':
        arrive()
        outside.isHanging = true
        return never()
      case 'dies-without-doing':
        outside.isHanging = true
        return never()
      case 'does-it':
        return arrive()
    }
  },
  async undo(_params, ref) {
    const breaks = outside.undoBreaks
    outside.undoBreaks = undefined
    if (breaks === 'before') throw new RejectedError(CODES.broke)
    const at = outside.shelf.findIndex((one) => one.ref === ref)
    if (at >= 0) outside.shelf.splice(at, 1)
    if (breaks === 'after') throw new RejectedError(CODES.broke)
  },
})

/** A database on which a process dies right after the n-th of its commits. */
function dyingAfter(db: Db, commits: number): Db & { isDead(): boolean } {
  let left = commits
  const tx: Db['tx'] = async (work) => {
    if (left <= 0) return never()
    const result = await db.tx(work)
    left--
    return left === 0 ? never() : result
  }
  return {
    dialect: db.dialect,
    read: db.read,
    tx,
    txTogether: tx,
    isDead: () => left <= 0,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** One process on the database: its ledger and what it stands on. Its jobs are written and don't run. */
export function openLedger(
  db: Db,
  { outside, clock, times }: { outside: Outside; clock: ManualClock; times?: Parameters<typeof shelfExecutor>[2] },
) {
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention } = setUpAttention({ db, clock, events })
  const audit = createAudit({ clock, events, log, rightsChanged: () => {} })
  const { jobs } = setUpJobs({ db, clock, log, events, bus })
  const mayHaveArrived = (error: unknown): boolean => !(error instanceof AppError && error.code === CODES.refusedBefore)
  const mayBeDone = (error: unknown): boolean => error instanceof AppError && error.code === CODES.broke
  const room = setUpDeliveries({
    db,
    jobs,
    events,
    attention,
    audit,
    clock,
    mayHaveArrived,
    mayBeDone,
    keeping: { keptDays: () => 90, timeZone: 'UTC' },
  })
  room.registry.add(shelfExecutor(outside, clock, times))
  return { ...room, events }
}

export type Ledger = ReturnType<typeof openLedger>

export const wish = (key = 'shelf:1', meant: Fields = { title: 'Night Drift' }): NewDelivery => ({
  key,
  kind: 'shelf.put',
  target: 'connection:1',
  connectionId: 1,
  place: 'Shelf',
  label: 'Night Drift, 212',
  subject: 'thing:1',
  actor: 'person:1',
  params: { name: key, title: meant['title'] ?? '' },
  meant,
})

export interface World {
  db: Db
  outside: Outside
  clock: ManualClock
  times?: Parameters<typeof shelfExecutor>[2]
  deliveryId: number
}

export async function openWorld(db: Db, times?: World['times']): Promise<World> {
  const world = { db, outside: createOutside(), clock: manualClock(), times }
  const { deliveries } = openLedger(db, world)
  const { delivery } = await db.tx((tx) => deliveries.plan(tx, wish()))
  return { ...world, deliveryId: delivery.deliveryId }
}

export const call = (actor = 'person:1') => ({ actor, signal: new AbortController().signal })

export type Came = Carried['is'] | 'died' | { failed: string }

/** One attempt of a process of its own, which may die after one of its commits, or with the outside system. */
export const attempt = (world: World, commits = Infinity): Promise<Came> =>
  attemptTo(world, commits, async ({ deliveries }) => (await deliveries.carryOut(world.deliveryId, call())).is)

export async function attemptTo<Is>(
  world: Pick<World, 'db' | 'outside' | 'clock' | 'times'>,
  commits: number,
  work: (ledger: Ledger) => Promise<Is>,
): Promise<Is | 'died' | { failed: string }> {
  const db = dyingAfter(world.db, commits)
  world.outside.isHanging = false
  const carried = work(openLedger(db, world)).then(
    (is) => is,
    (error: unknown) => {
      if (error instanceof AppError) return { failed: error.code }
      throw error
    },
  )
  const end = new AbortController()
  const came = await Promise.race([carried, whenDead(db, world.outside, end.signal)])
  end.abort()
  return came
}

/** A dead process is one that makes no step any more, however slow this machine is. */
async function whenDead(db: { isDead(): boolean }, outside: Outside, end: AbortSignal): Promise<'died'> {
  for (let calm = 0; calm < 5 && !end.aborted;) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    calm = db.isDead() || outside.isHanging ? calm + 1 : 0
  }
  return 'died'
}

const STEP_MS = 60_000

/** Attempts, a minute apart, until one ends it or nothing changes any more. */
export async function carryThrough(world: World): Promise<Came> {
  let came: Came = 'died'
  for (let n = 0; n < 20; n++) {
    came = await attempt(world)
    if (came === 'verified' || came === 'sent') return came
    if (typeof came === 'object' && /was-rejected|not-as-meant/.test(came.failed)) return came
    world.clock.advance(STEP_MS)
  }
  return came
}
