import { archiveRoutes } from '../../archive/contract.ts'
import { type SyncDiagnostics, syncRoutes, type SyncView } from '../../archive/syncing/contract.ts'
import { connectionRoutes } from '../../connections/contract.ts'
import { ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { say, sayError } from '../../kernel/words.ts'
import type { AliasTable, Ask } from '../alias.ts'
import type { pipelineRoutes } from './contract.ts'
import { percent } from './views.ts'

type Handlers = AliasTable<typeof pipelineRoutes>['handlers']
type SyncKeys = 'startSync' | 'syncStatus' | 'syncDiagnostics' | 'workflowSync' | 'workflowSyncRefresh' | 'syncRefresh'

const batchOf = (ask: Ask, batchId: number) => ask(archiveRoutes.routes.getBatch, { params: { batchId } })

/** What the other machine has of a batch, in percent. */
const progressOf = ({ doneBytes, totalBytes, syncedAt }: SyncView): number =>
  syncedAt === null ? percent(doneBytes, totalBytes) : 100

/** What keeps it, else which files are not there. */
function detailOf({ hold, lacking }: SyncView): string | null {
  if (hold !== null) return [hold.text, hold.todo].filter((part) => part !== undefined).join(' ')
  return lacking.length === 0 ? null : lacking.map(({ path, text }) => `${path}: ${text}`).join('; ')
}

/** @returns undefined for a batch that was never synced */
async function findSync(ask: Ask, batchId: number): Promise<SyncView | undefined> {
  try {
    return await ask(syncRoutes.routes.get, { params: { batchId } })
  } catch (error) {
    if (error instanceof NotFoundError && error.code === 'archive/never-synced') return undefined
    throw error
  }
}

/** That it can't be started now is an answer and no error. */
async function start(ask: Ask, batchId: number): Promise<{ refusal: string | null }> {
  try {
    await ask(syncRoutes.routes.start, { params: { batchId }, body: {} })
    return { refusal: null }
  } catch (error) {
    if (error instanceof ConflictError) return { refusal: sayError(error).text }
    throw error
  }
}

const asBatch = (view: SyncView) => ({
  batch_id: view.batchId,
  batch: view.batch,
  status: view.state,
  progress: progressOf(view),
  synced_at: view.syncedAt,
  detail: detailOf(view),
  syncthing: { needItems: view.needItems, bytesPerSecond: view.bytesPerSecond, peer: view.peer },
})

const toBatches = ({ items }: { items: readonly SyncView[] }) => ({ count: items.length, batches: items.map(asBatch) })

export const syncingBatches = async (ask: Ask) => toBatches(await ask(syncRoutes.routes.list, {}))

const refresh = async (ask: Ask) => toBatches(await ask(syncRoutes.routes.refresh, { body: {} }))

const problemOf = ({ isOn, problem }: SyncDiagnostics): string | null =>
  isOn ? (problem?.text ?? null) : say('pipeline.no-syncthing')

/** Which Syncthing the settings name, and what it last complained of. */
export async function syncthingOf(ask: Ask) {
  const { isOn, items } = await ask(syncRoutes.routes.list, {})
  const { items: connections } = await ask(connectionRoutes.routes.list, {})
  const [open] = items
  const { settings } = connections.find(({ connectionId }) => connectionId === open?.connectionId) ?? { settings: {} }
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return {
    api_url: text((settings as Record<string, unknown>)['address']),
    folder_id: open?.folderId ?? null,
    device_id: text((settings as Record<string, unknown>)['device_id']),
    last_error: isOn ? (open === undefined ? null : detailOf(open)) : say('pipeline.no-syncthing'),
  }
}

export const syncHandlers: Pick<Handlers, SyncKeys> = {
  startSync: async ({ ask, params: { batchId } }) => {
    const { name } = await batchOf(ask, batchId)
    const { refusal } = await start(ask, batchId)
    return { batch: name, started: refusal === null, status: (await batchOf(ask, batchId)).state }
  },
  syncStatus: async ({ ask, params: { batchId } }) => {
    const { name, state, syncedAt } = await batchOf(ask, batchId)
    const sync = await findSync(ask, batchId)
    const isOn = sync !== undefined || (await ask(syncRoutes.routes.list, {})).isOn
    return {
      batch: name,
      status: state,
      progress: sync === undefined ? 0 : progressOf(sync),
      synced_at: syncedAt,
      detail: sync === undefined ? (isOn ? null : say('pipeline.no-syncthing')) : detailOf(sync),
    }
  },
  syncDiagnostics: async ({ ask }) => {
    const found = await ask(syncRoutes.routes.diagnose, {})
    const { isOn, batchFolder, folderId, deviceId, need, peer, sharedFolder } = found
    return {
      batch_dir: batchFolder,
      folder_id: folderId,
      device_id: deviceId,
      last_error: problemOf(found),
      syncthing_status: isOn ? { need, peer, sharedFolder } : {},
    }
  },
  workflowSync: async ({ ask, params: { batchId } }) => {
    const { name } = await batchOf(ask, batchId)
    const { refusal } = await start(ask, batchId)
    const { state } = await batchOf(ask, batchId)
    const { isOn } = await ask(syncRoutes.routes.list, {})
    return {
      status: refusal === null ? 'completed' : 'skipped',
      message: isOn ? refusal : say('pipeline.no-syncthing'),
      data: { batch: name, status: state, started: refusal === null },
    }
  },
  workflowSyncRefresh: ({ ask }) => refresh(ask),
  syncRefresh: ({ ask }) => refresh(ask),
}
