import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { AppError, ConflictError } from '../../../kernel/errors.ts'
import type {
  Details,
  ExecutionContext,
  Operation,
  OperationExecutor,
  Outcome,
  SaidCode,
} from '../../../plans/index.ts'
import type { SetUpDeps } from './deps.ts'
import { assertMayListen } from './model.ts'
import type { ConnectionSettings, Screen, SyncService } from './ports.ts'
import { forgetMarks, listMarked, listMarkedPlans, markSetting } from './store.ts'

export const SETTING = 'sync.setting'

const Value = z.record(z.string(), z.unknown()).nullable()
const ScreenValue = z.object({ address: z.string(), hasTls: z.boolean() })
/** Null for what is not set. */
const Chosen = z.record(z.string(), z.string().nullable())
export type Chosen = z.output<typeof Chosen>

/** What an operation changes, with the value that it was made from. */
export const SettingParams = z
  .object({ connectionId: z.number().int() })
  .and(
    z.discriminatedUnion('part', [
      z.object({ part: z.literal('listeners'), from: Value, to: Value }),
      z.object({ part: z.enum(['device', 'folder']), id: z.string(), from: Value, to: Value }),
      z.object({ part: z.literal('screen'), from: ScreenValue, to: ScreenValue }),
      z.object({ part: z.literal('connection'), from: Chosen, to: Chosen }),
    ]),
  )
export type SettingParams = z.output<typeof SettingParams>

type Deps = Pick<SetUpDeps, 'db' | 'clock' | 'openService' | 'readSettings' | 'changeSettings'>

const CHANGED: SaidCode = { code: 'syncthing/setting-changed', params: {} }

/**
 * Changes one part of the configuration of the service, or what its connection is about. What is already so stays, and
 * where the answer is lost it is looked for before anything is said of it.
 */
export function settingExecutor(deps: Deps): OperationExecutor {
  const each = (isUndo: boolean) => (operations: readonly Operation[], context: ExecutionContext) =>
    changeAll(deps, operations, { context, isUndo })
  return {
    kind: SETTING,
    async check(operations, { signal }) {
      const differences = []
      for (const { operationId, params } of operations) {
        const setting = SettingParams.parse(params)
        if (!isDeepStrictEqual(await readNow(deps, setting, signal), setting.from))
          differences.push({ operationId, error: CHANGED })
      }
      return differences
    },
    prepare: async (_tx, operations) => operations.map((): Details => ({})),
    apply: each(false),
    undo: each(true),
    async lookUp(reader, operations, direction) {
      const state = direction === 'apply' ? 'done' : 'undone'
      const ids = operations.map(({ operationId }) => operationId)
      const marked = await listMarked(reader, ids, state)
      return ids.filter((operationId) => marked.has(operationId)).map((operationId) => ({ operationId, state }))
    },
    async prune({ settledBefore, listKnown }) {
      const planIds = await listMarkedPlans(deps.db.read, settledBefore)
      const known = await listKnown(planIds)
      let count = 0
      for (const planId of planIds.filter((one) => !known.has(one)))
        count += await deps.db.tx((tx) => forgetMarks(tx, planId))
      return count
    },
  }
}

async function changeAll(
  deps: Deps,
  operations: readonly Operation[],
  { context, isUndo }: { context: ExecutionContext; isUndo: boolean },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const state = isUndo ? 'undone' : 'done'
  for (const { operationId, planId, params } of operations) {
    const setting = SettingParams.parse(params)
    const turned = { ...setting, ...(isUndo ? { from: setting.to, to: setting.from } : {}) } as SettingParams
    try {
      await change(deps, turned, context.signal)
      await deps.db.tx((tx) => markSetting(tx, { operationId, planId, state }, deps.clock.now()))
      outcomes.push({ operationId, state })
    } catch (error) {
      if (!(error instanceof AppError) || error.isRetryable) throw error
      outcomes.push({ operationId, state: 'failed', error: { code: error.code, params: error.params } })
    }
    context.onProgress(outcomes.length, null)
  }
  return outcomes
}

async function change(deps: Deps, setting: SettingParams, signal: AbortSignal): Promise<void> {
  if (setting.part === 'screen') {
    const { connectionId, from, to } = setting
    const service = await deps.openService(connectionId)
    await assertStillMay(service, { from, to }, signal)
    return deps.changeSettings(connectionId, await service.moveScreen({ from, to }, signal))
  }
  const now = await readNow(deps, setting, signal)
  if (isDeepStrictEqual(now, setting.to)) return
  if (!isDeepStrictEqual(now, setting.from)) throw new ConflictError(CHANGED.code)
  try {
    await write(deps, setting, signal)
  } catch (error) {
    // Whether it came to be shows what stands there now, not that no answer came.
    if (!(error instanceof AppError) || !error.isRetryable || signal.aborted) throw error
    if (isDeepStrictEqual(await readNow(deps, setting, signal), setting.to)) return
    throw error
  }
  if (!isDeepStrictEqual(await readNow(deps, setting, signal), setting.to)) throw new ConflictError(CHANGED.code)
}

async function write(
  { openService, changeSettings }: Deps,
  setting: Exclude<SettingParams, { part: 'screen' }>,
  signal: AbortSignal,
): Promise<void> {
  if (setting.part !== 'connection')
    return (await openService(setting.connectionId)).writePart(setting, setting.to, signal)
  const given = Object.entries(setting.to).map(([name, value]) => [name, value ?? undefined])
  return changeSettings(setting.connectionId, Object.fromEntries(given) as ConnectionSettings)
}

/** The password may have been taken away since the plan was made. One that does not answer where it was may have moved already. */
async function assertStillMay(
  service: SyncService,
  { from, to }: { from: Screen; to: Screen },
  signal: AbortSignal,
): Promise<void> {
  try {
    const state = await service.readState(signal)
    if (state.screen.address === from.address) assertMayListen(state, to)
  } catch (error) {
    if (!(error instanceof AppError) || !error.isRetryable) throw error
  }
}

async function readNow(deps: Deps, setting: SettingParams, signal: AbortSignal): Promise<unknown> {
  const { connectionId } = setting
  if (setting.part === 'connection') return chosenIn(await deps.readSettings(connectionId), setting.to)
  const service = await deps.openService(connectionId)
  if (setting.part !== 'screen') return service.readPart(setting, signal)
  const { address, hasTls } = (await service.readState(signal)).screen
  return { address, hasTls }
}

/** What these settings of a connection are; null where one is not set. */
export const chosenIn = (
  settings: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, unknown>>,
): Chosen => Chosen.parse(Object.fromEntries(Object.keys(names).map((name) => [name, settings[name] ?? null])))
