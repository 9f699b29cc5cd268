import type { Clock } from '../../../kernel/clock.ts'
import { createEffects, createWriter, type Effects, type Writer } from './effects.ts'
import { createFaults, type Faults } from './faults/faults.ts'
import { US_PER_MS } from './rows.ts'
import { createTables, type Tables } from './tables.ts'

export interface StationFacts {
  name: string
  /** IANA; stands in config.yml of a real one. */
  timezone: string
  /** Settings, General, Public LibreTime API. */
  publicApi: boolean
}

export interface FakeUser {
  username: string
  password: string
  /** A admin, P program manager, H host, G guest, S super admin of the legacy application. */
  role: 'A' | 'P' | 'H' | 'G' | 'S'
}

/** All that the double knows; what outlives a stop and start. */
export interface World {
  clock: Clock
  key: string
  station: StationFacts
  users: readonly FakeUser[]
  tables: Tables
  /** The storage folder: bytes by path below it. */
  disk: Map<string, Buffer>
  effects: Effects
  faults: Faults
  /** Until when the legacy application has made instances from rules, epoch µs. */
  populatedUntil: number
  /** @param via who writes, for the ledger */
  writer(via: string): Writer
  nowUs(): number
}

export interface WorldOptions {
  clock: Clock
  key: string
  station?: Partial<StationFacts> | undefined
  users?: readonly FakeUser[] | undefined
}

export function createWorld(options: WorldOptions): World {
  const { clock, key } = options
  const tables = createTables()
  const effects = createEffects(() => clock.now())
  const users = options.users ?? [{ username: 'admin', password: 'admin', role: 'A' }]
  for (const { username, role } of users) tables.users.insert({ username, role, first_name: '', last_name: '' })
  return {
    clock,
    key,
    station: { name: 'LibreTime', timezone: 'America/New_York', publicApi: true, ...options.station },
    users,
    tables,
    disk: new Map(),
    effects,
    faults: createFaults(),
    populatedUntil: clock.now() * US_PER_MS,
    writer: (via) => createWriter(tables, effects, via),
    nowUs: () => clock.now() * US_PER_MS,
  }
}
