import { createAudit } from '../src/access/audit.ts'
import { setUpAttention } from '../src/attention/setup.ts'
import type { Db } from '../src/db/db.ts'
import { setUpDeliveries } from '../src/deliveries/setup.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { manualClock } from '../src/kernel/clock.ts'
import { mayBeDone, mayHaveArrived } from '../src/kernel/egress/trouble.ts'
import { NotFoundError } from '../src/kernel/errors.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import type { NewEvent } from '../src/live/model.ts'
import type { ConnectionFacts } from '../src/alerts/deps.ts'
import { ListenToEvents } from '../src/alerts/jobs.ts'
import { NO_FILTERS, type Rule } from '../src/alerts/model.ts'
import type { Message, Messenger } from '../src/alerts/ports.ts'
import { alertSettings } from '../src/alerts/settings.ts'
import { setUpAlerts } from '../src/alerts/setup.ts'
import { saveRule } from '../src/alerts/store.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** A service in memory that keeps what it was sent. */
export interface FakeMessenger {
  sent: Message[]
  /** What the next sends come to. */
  failures: Error[]
  refused: { receiver: string; status: number; said: string }[]
  canAsk: boolean
  /** Is called when a message was taken. */
  heard?: () => void
}

function messengerOf(fake: FakeMessenger): Messenger {
  const messenger: Messenger = {
    traits: { titleMost: 200, textMost: 3000, hasLinks: true, isLoudPossible: true },
    async send(message) {
      const failure = fake.failures.shift()
      if (failure !== undefined) throw failure
      fake.sent.push(message)
      fake.heard?.()
      return { ref: `m${fake.sent.length}`, accepted: 1, refused: fake.refused }
    },
  }
  return fake.canAsk ? { ...messenger, isThere: async () => true } : messenger
}

async function insertConnection(db: Db, name: string): Promise<number> {
  const { id } = await db.tx((tx) =>
    tx
      .insertInto('connections_entries')
      .values({
        kind: 'fake',
        name,
        name_key: name,
        settings: '{}',
        origin: 'person',
        is_enabled: 1,
        version: 1,
        created_at: 0,
        changed_at: 0,
        health: '{"state":"untested","since":null,"last":null}',
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

function groundOf(db: Db) {
  const clock = manualClock(Date.parse('2026-11-18T12:00:00Z'))
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention, routes: cardRoutes } = setUpAttention({ db, clock, events })
  const engine = setUpJobs({ db, clock, log, events, bus })
  const audit = createAudit({ clock, events, log, rightsChanged: () => {} })
  const ground = { db, jobs: engine.jobs, events, attention, audit, clock }
  return { ground, engine, bus, cardRoutes }
}

/** The room with everything below it, services in memory, and a clock that stands still. */
export async function openAlertsWorld(db: Db, settings: Record<string, unknown> = {}) {
  const { ground, engine, bus, cardRoutes } = groundOf(db)
  const { clock, events } = ground
  const keeping = { keptDays: () => 90, timeZone: 'UTC' }
  const ledger = setUpDeliveries({ ...ground, keeping, mayHaveArrived, mayBeDone })
  const fakes = new Map<number, FakeMessenger>()
  const facts: ConnectionFacts[] = []
  const room = setUpAlerts({
    ...ground,
    bus,
    deliveries: ledger.deliveries,
    effects: ledger.registry,
    async openPort(connectionId) {
      const fake = fakes.get(connectionId)
      if (fake === undefined) throw new NotFoundError('connections/no-such-connection', { params: { connectionId } })
      return messengerOf(fake) as never
    },
    listConnections: async () => facts,
    settings: () => alertSettings.parse(settings),
    timeZone: 'UTC',
    log,
  })
  let settled = 0
  return {
    ...ground,
    ledger,
    room,
    engine,
    routes: [...room.routes, ...cardRoutes],
    async add(name: string, fake: Partial<FakeMessenger> = {}): Promise<number> {
      const id = await insertConnection(db, name)
      fakes.set(id, { sent: [], failures: [], refused: [], canAsk: false, ...fake })
      facts.push({ connectionId: id, kind: 'fake', name, state: 'well', fills: true })
      return id
    },
    fake: (connectionId: number): FakeMessenger => fakes.get(connectionId) as FakeMessenger,
    rule: (rule: Pick<Rule, 'channelId' | 'kind' | 'mode'> & Partial<Rule>) =>
      db.tx((tx) => saveRule(tx, { filters: NO_FILTERS, template: null, ...rule }, clock.now())),
    /** Starts everything, once. */
    async start() {
      await engine.jobs.start()
      await room.start()
      await engine.jobs.idle()
    },
    say: (...told: NewEvent[]) => db.tx((tx) => events.appendAll(tx, told)),
    /** Reads the log once more, and waits until what it says is told as far as it can be now. */
    async settle() {
      settled -= 1
      await db.tx((tx) => engine.jobs.enqueue(tx, ListenToEvents, { seq: settled }, { actor: 'system' }))
      await engine.jobs.idle()
    },
    async [Symbol.asyncDispose]() {
      room[Symbol.dispose]()
      await engine[Symbol.asyncDispose]()
    },
  }
}
