import type { Clock } from '../kernel/clock.ts'
import { instant } from '../kernel/contract.ts'
import type { LiveBus } from './bus.ts'
import type { StreamMessage } from './contract.ts'
import type { EventLog } from './event-log.ts'
import type { Progress } from './model.ts'
import { toEventView, toProgressView } from './views.ts'

export interface FollowDeps {
  log: EventLog
  bus: LiveBus
  clock: Clock
  /** IANA zone in which the server lives. */
  timeZone: string
}

/** The reader's end: takes a message when it has room for one. */
export interface Follower {
  /** Where to go on; undefined begins with what happens from now on. */
  since: number | undefined
  /** Resolves when there is room for the next message. */
  send(message: StreamMessage): Promise<void>
  signal: AbortSignal
  isStillAllowed(): Promise<boolean>
}

export interface Following {
  /** Ends when the reader has gone or may no longer read. @throws what the database threw */
  done: Promise<void>
  /** Goes on from another place. */
  resume(since: number): void
}

const CHUNK = 200
const HEARTBEAT_MS = 15_000
/** A reader who is further behind reads everything again faster than event by event. */
const FURTHEST_BEHIND = 5000
const MOST_PROGRESS = 1000

/**
 * Sends a reader every event from its place in the log on, in order, and the newest progress of each job between them.
 * The log is read at the reader's pace, so that a slow one costs no memory; the bus only wakes.
 */
export function follow(deps: FollowDeps, follower: Follower): Following {
  const inbox = openInbox(deps, follower.signal)
  let jumpTo: number | undefined
  return {
    done: run(deps, follower, { inbox, jump: () => takeJump() }).finally(() => inbox.close()),
    resume(since) {
      jumpTo = since
      inbox.wake()
    },
  }
  function takeJump(): number | undefined {
    const taken = jumpTo
    jumpTo = undefined
    return taken
  }
}

interface Run {
  inbox: Inbox
  jump(): number | undefined
}

async function run(deps: FollowDeps, follower: Follower, { inbox, jump }: Run): Promise<void> {
  let seq = await begin(deps, follower, follower.since)
  while (!follower.signal.aborted) {
    const isBeatDue = inbox.takeHeartbeat()
    if ((inbox.takeRights() || isBeatDue) && !(await follower.isStillAllowed())) return
    const jumped = jump()
    if (jumped !== undefined) seq = await begin(deps, follower, jumped)
    seq = await sendNew(deps, follower, seq)
    for (const progress of inbox.takeProgress())
      await follower.send({ type: 'progress', progress: toProgressView(progress) })
    if (isBeatDue) await beat(deps, follower)
    await inbox.news()
  }
}

/** @returns the place from which everything is sent */
async function begin(
  { log, clock, timeZone }: FollowDeps,
  follower: Follower,
  since: number | undefined,
): Promise<number> {
  const { oldest, newest } = await log.bounds()
  if (since === undefined) {
    await follower.send({ type: 'hello', seq: newest, at: instant(clock.now()), timeZone })
    return newest
  }
  const isGone = since < oldest - 1 || (oldest === 0 && since > 0)
  if (isGone || since > newest) {
    await follower.send({ type: 'gap', seq: newest, because: since > newest ? 'unknown' : 'too-old' })
    return newest
  }
  return since
}

async function sendNew({ log }: FollowDeps, follower: Follower, from: number): Promise<number> {
  for (let seq = from; ;) {
    const events = await log.readAfter(seq, CHUNK)
    for (const event of events) {
      if (follower.signal.aborted) return seq
      await follower.send({ type: 'event', event: toEventView(event) })
      seq = event.seq
    }
    if (events.length < CHUNK) return seq
    const { newest } = await log.bounds()
    if (newest - seq > FURTHEST_BEHIND) {
      await follower.send({ type: 'gap', seq: newest, because: 'too-slow' })
      return newest
    }
  }
}

async function beat({ log, clock }: FollowDeps, follower: Follower): Promise<void> {
  const { newest } = await log.bounds()
  await follower.send({ type: 'heartbeat', newest, at: instant(clock.now()) })
}

interface Inbox {
  /** Resolves as soon as there is something to look for. */
  news(): Promise<void>
  wake(): void
  takeProgress(): Progress[]
  takeHeartbeat(): boolean
  /** Whether rights have changed. */
  takeRights(): boolean
  close(): void
}

/** What came in for one reader while it was busy: events, the last progress of each job, a change of rights, the time. */
function openInbox({ bus, clock }: FollowDeps, signal: AbortSignal): Inbox {
  const progress = new Map<number, Progress>()
  let isWoken = true
  let isBeatDue = false
  let haveRightsChanged = false
  let wakeUp = (): void => {}
  const wake = (): void => {
    isWoken = true
    wakeUp()
  }
  const leave = bus.subscribe((message) => {
    if (message.type === 'progress' && (progress.size < MOST_PROGRESS || progress.has(message.progress.jobId)))
      progress.set(message.progress.jobId, message.progress)
    if (message.type === 'rights') haveRightsChanged = true
    wake()
  })
  const scheduleBeat = (): (() => void) =>
    clock.after(HEARTBEAT_MS, () => {
      isBeatDue = true
      cancelBeat = scheduleBeat()
      wake()
    })
  let cancelBeat = scheduleBeat()
  signal.addEventListener('abort', wake)
  return {
    async news() {
      if (!isWoken && !signal.aborted) await new Promise<void>((resolve) => (wakeUp = resolve))
      isWoken = false
    },
    wake,
    takeProgress() {
      const taken = [...progress.values()]
      progress.clear()
      return taken
    },
    takeHeartbeat() {
      const wasDue = isBeatDue
      isBeatDue = false
      return wasDue
    },
    takeRights() {
      const have = haveRightsChanged
      haveRightsChanged = false
      return have
    },
    close() {
      leave()
      cancelBeat()
      signal.removeEventListener('abort', wake)
    },
  }
}
