import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase, type OpenDatabase, openTempSqlite } from '../../../../test/databases.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { UnavailableError } from '../../../kernel/errors.ts'
import { conformsAsExecutor, type ExecutorWorld } from '../../../plans/conformance.ts'
import type { Operation, PlannedOperation } from '../../../plans/index.ts'
import type { PartValue, ServicePart, SyncService } from './ports.ts'
import { SETTING, settingExecutor } from './setting-executor.ts'

const [FROM, TO] = [{ addresses: ['default'] }, { addresses: ['tcp://127.0.0.1:22000'] }]
const DEVICE = { name: 'NAS', addresses: ['dynamic'] }
const keyOf = (part: ServicePart): string => ('id' in part ? `${part.part} ${part.id}` : part.part)

/** A service whose settings are in memory, and which can lose the answer to what it carried out. */
function memoryService() {
  const parts = new Map<string, PartValue>([['listeners', FROM]])
  const state = { losesAnswers: false, writes: 0, settings: { folder_id: 'old' } as Record<string, unknown> }
  const service: Pick<SyncService, 'readPart' | 'writePart'> = {
    readPart: async (part) => parts.get(keyOf(part)) ?? null,
    async writePart(part, value) {
      state.writes++
      if (value === null) parts.delete(keyOf(part))
      else parts.set(keyOf(part), value)
      if (state.losesAnswers) throw new UnavailableError('remote/cut', { params: { host: 'nas' } })
    },
  }
  return { parts, state, service: service as SyncService }
}

const operationOf = (params: object): PlannedOperation => ({
  kind: SETTING,
  group: 'connection:1',
  params: { connectionId: 1, ...params },
  before: {},
  after: {},
  reason: { code: 'sync-setup.device-added', params: {} },
})

const OPERATIONS = [
  operationOf({ part: 'listeners', from: FROM, to: TO }),
  operationOf({ part: 'device', id: 'NAS', from: null, to: DEVICE }),
  operationOf({
    part: 'connection',
    from: { folder_id: 'old', device_id: null },
    to: { folder_id: 'new', device_id: 'NAS' },
  }),
]

async function openWorld(open: OpenDatabase) {
  const { parts, state, service } = memoryService()
  const db = await open()
  const executor = settingExecutor({
    db,
    clock: systemClock,
    openService: async () => service,
    readSettings: async () => state.settings,
    async changeSettings(_connectionId, change) {
      const given = Object.entries({ ...state.settings, ...change }).filter(([, value]) => value !== undefined)
      state.settings = Object.fromEntries(given)
    },
  })
  const world: ExecutorWorld = {
    db,
    executor,
    operations: OPERATIONS,
    look: async () => JSON.stringify([[...parts], state.settings]),
    disturb: async () => void parts.set('device NAS', { name: 'other', addresses: [] }),
    [Symbol.asyncDispose]: async () => undefined,
  }
  return Object.assign(world, { state })
}

onEachDatabase('settings of a synchronising service', (open) => {
  conformsAsExecutor(() => openWorld(open))

  it('looks for what it asked for when no answer comes, and does not ask again', async () => {
    await using world = await openWorld(open)
    world.state.losesAnswers = true
    const [listeners] = OPERATIONS
    const operation: Operation = {
      ...(listeners as PlannedOperation),
      operationId: 1,
      planId: 1,
      position: 0,
      state: 'planned',
      error: null,
      inverse: {},
    }
    const context = { planId: 1, signal: new AbortController().signal, onProgress: () => undefined }
    assert.deepEqual(await world.executor.apply([operation], context), [{ operationId: 1, state: 'done' }])
    assert.deepEqual(await world.executor.lookUp(world.db.read, [operation], 'apply'), [
      { operationId: 1, state: 'done' },
    ])
    assert.equal(world.state.writes, 1)
  })

  it('forgets what plans changed that are forgotten', async () => {
    await using world = await openWorld(open)
    const operations = OPERATIONS.map((one, at): Operation => ({
      ...one,
      operationId: at + 1,
      planId: at < 1 ? 1 : 2,
      position: at,
      state: 'planned',
      error: null,
      inverse: {},
    }))
    const signal = new AbortController().signal
    await world.executor.apply(operations, { planId: 1, signal, onProgress: () => undefined })
    const old = { settledBefore: Date.now() + 1000, listKnown: async () => new Set([1]), signal }
    assert.equal(await world.executor.prune?.(old), 2)
    assert.equal((await world.executor.lookUp(world.db.read, operations, 'apply')).length, 1)
  })
})

it('opens a screen to others on undo only as a plan may: its password may have been taken away since', async () => {
  await using db = await openTempSqlite()
  const [open, closed] = [
    { address: '0.0.0.0:8384', hasTls: true },
    { address: '127.0.0.1:8384', hasTls: true },
  ]
  const moves: unknown[] = []
  const screen = { ...closed, used: closed.address, isOverridden: false, isLocked: false }
  const service: Pick<SyncService, 'readState' | 'moveScreen'> = {
    readState: async () => ({ ...EMPTY_STATE, screen }),
    async moveScreen(move) {
      moves.push(move)
      return {}
    },
  }
  const openService = async () => service as SyncService
  const changes = { readSettings: async () => ({}), changeSettings: async () => undefined }
  const executor = settingExecutor({ db, clock: systemClock, openService, ...changes })
  const operation: Operation = {
    ...operationOf({ part: 'screen', from: open, to: closed }),
    operationId: 1,
    planId: 1,
    position: 0,
    state: 'done',
    error: null,
    inverse: {},
  }
  const context = { planId: 1, signal: new AbortController().signal, onProgress: () => undefined }
  const [outcome] = await executor.undo([operation], context)
  assert.deepEqual([outcome?.state, moves], ['failed', []])
  screen.isLocked = true
  assert.equal((await executor.undo([operation], context))[0]?.state, 'undone')
})

const EMPTY_STATE = {
  version: 'v2.0.10',
  deviceId: 'OWN',
  reachedAt: 'https://127.0.0.1:8384/',
  listeners: { configured: [], bound: [] },
  devices: [],
  folders: [],
  asking: [],
  offered: [],
}
