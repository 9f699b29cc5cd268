import { type Clock, systemClock } from '../../kernel/clock.ts'
import { serveControl } from './fake/control.ts'
import type { Faults } from './fake/faults.ts'
import type { Effect, Rows } from './fake/rows.ts'
import { PEOPLE } from './fake/schema.ts'
import { createSeed, type Seed } from './fake/seed.ts'
import { serve } from './fake/serve.ts'
import { type LoggedRequest, startTransport } from './fake/transport.ts'
import { createWorld } from './fake/world.ts'

export type { Fault, Faults } from './fake/faults.ts'
export type { Effect } from './fake/rows.ts'
export type { LoggedRequest } from './fake/transport.ts'

export interface FakePayloadOptions {
  /** 0 takes any free port of the loopback. */
  port?: number
  /** Of the one who may do everything. */
  key?: string
  clock?: Clock
  /** Two shows and twelve episodes, unless said otherwise. */
  isSeeded?: boolean
}

/**
 * A double of Payload 3.90.2 on a real socket of the loopback, with its traps; all in memory. The same cases run against
 * it and against a real one (`test/payload/`); each oddity is marked QUIRK where it is made.
 */
export interface FakePayload extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** By what they may do. */
  readonly keys: Readonly<Record<'staff' | 'host' | 'reader', string>>
  readonly faults: Faults
  /** Oldest first. */
  readonly effects: readonly Effect[]
  readonly requests: LoggedRequest[]
  readonly seed: Seed
  /** Of a collection: `shows`, `episodes`, or `broadcasts`, which is another house's. */
  rows(collection: string): Rows
}

const SHOWS = 2
/** More than one page, when nobody says how long that is. */
const EPISODES = 12

export async function startFakePayload(options: FakePayloadOptions = {}): Promise<FakePayload> {
  const { clock = systemClock, port = 0, isSeeded = true } = options
  const now = (): number => clock.now()
  const people = PEOPLE.map((person) =>
    person.role === 'staff' ? { ...person, key: options.key ?? person.key } : person,
  )
  const world = createWorld({ people, now })
  const requests: LoggedRequest[] = []
  const seed = createSeed(world, now)
  if (isSeeded) {
    seed.shows(SHOWS)
    seed.episodes(EPISODES)
  }
  const transport = await startTransport({
    port,
    faults: world.faults,
    requests,
    serve: (request) => serve(world, request),
    control: (request) => serveControl({ world, requests, seed }, request),
  })
  const keyOf = (role: string): string => people.find((person) => person.role === role)?.key ?? ''
  return {
    url: `http://127.0.0.1:${transport.port}`,
    keys: { staff: keyOf('staff'), host: keyOf('host'), reader: keyOf('reader') },
    faults: world.faults,
    effects: world.effects,
    requests,
    seed,
    rows: (collection) => world.rows.get(collection) as Rows,
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  }
}
