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
import type { Screen, SyncService } from './ports.ts'

export const SETTING = 'sync.setting'

const Value = z.record(z.string(), z.unknown()).nullable()
const ScreenValue = z.object({ address: z.string(), hasTls: z.boolean() })

/** What an operation changes, with the value that it was made from. */
export const SettingParams = z
  .object({ connectionId: z.number().int() })
  .and(
    z.discriminatedUnion('part', [
      z.object({ part: z.literal('listeners'), from: Value, to: Value }),
      z.object({ part: z.enum(['device', 'folder']), id: z.string(), from: Value, to: Value }),
      z.object({ part: z.literal('screen'), from: ScreenValue, to: ScreenValue }),
    ]),
  )
export type SettingParams = z.output<typeof SettingParams>

type Deps = Pick<SetUpDeps, 'openService' | 'changeSettings'>

const CHANGED: SaidCode = { code: 'syncthing/setting-changed', params: {} }

/** Changes one part of the configuration of the service. Repeating it is harmless: what is already so stays. */
export function settingExecutor(deps: Deps): OperationExecutor {
  const each = (isUndo: boolean) => (operations: readonly Operation[], context: ExecutionContext) =>
    changeAll(deps, operations, { context, isUndo })
  return {
    kind: SETTING,
    async check(operations, { signal }) {
      const differences = []
      for (const { operationId, params } of operations) {
        const setting = SettingParams.parse(params)
        const now = await readNow(await deps.openService(setting.connectionId), setting, signal)
        if (!isDeepStrictEqual(now, setting.from)) differences.push({ operationId, error: CHANGED })
      }
      return differences
    },
    prepare: async (_tx, operations) => operations.map((): Details => ({})),
    apply: each(false),
    undo: each(true),
    lookUp: async () => [],
  }
}

async function changeAll(
  deps: Deps,
  operations: readonly Operation[],
  { context, isUndo }: { context: ExecutionContext; isUndo: boolean },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { operationId, params } of operations) {
    const setting = SettingParams.parse(params)
    const turned = { ...setting, ...(isUndo ? { from: setting.to, to: setting.from } : {}) } as SettingParams
    try {
      await change(deps, turned, { ...context, isUndo })
      outcomes.push({ operationId, state: isUndo ? 'undone' : 'done' })
    } catch (error) {
      if (!(error instanceof AppError) || error.isRetryable) throw error
      outcomes.push({ operationId, state: 'failed', error: { code: error.code, params: error.params } })
    }
    context.onProgress(outcomes.length, null)
  }
  return outcomes
}

async function change(
  { openService, changeSettings }: Deps,
  setting: SettingParams,
  { signal, isUndo }: { signal: AbortSignal; isUndo: boolean },
): Promise<void> {
  const service = await openService(setting.connectionId)
  if (setting.part === 'screen') {
    const { from, to } = setting
    // What an undo brings back was there before.
    if (!isUndo) await assertStillMay(service, { from, to }, signal)
    const settings = await service.moveScreen({ from, to }, signal)
    return changeSettings(setting.connectionId, settings)
  }
  const now = await service.readPart(setting, signal)
  if (isDeepStrictEqual(now, setting.to)) return
  if (!isDeepStrictEqual(now, setting.from)) throw new ConflictError(CHANGED.code)
  await service.writePart(setting, setting.to, signal)
  if (!isDeepStrictEqual(await service.readPart(setting, signal), setting.to)) throw new ConflictError(CHANGED.code)
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

async function readNow(service: SyncService, setting: SettingParams, signal: AbortSignal): Promise<unknown> {
  if (setting.part !== 'screen') return service.readPart(setting, signal)
  const { address, hasTls } = (await service.readState(signal)).screen
  return { address, hasTls }
}
