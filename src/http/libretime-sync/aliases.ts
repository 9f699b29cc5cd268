import { connectionRoutes } from '../../connections/contract.ts'
import type { Said } from '../../kernel/contract.ts'
import {
  AppError,
  CredentialsRefusedError,
  DeadlineError,
  RejectedError,
  UnavailableError,
} from '../../kernel/errors.ts'
import { sayError } from '../../kernel/words.ts'
import { asRunRoutes } from '../../radio/asrun/contract.ts'
import { onAirRoutes, type OnAirItem, type OnAirView } from '../../radio/on-air/contract.ts'
import { type SyncView, trackRoutes } from '../../radio/tracks/contract.ts'
import type { AliasTable, Ask } from '../alias.ts'
import { assertMayRun, keyRefused, libraryOf, problemMembers, untilEnded } from '../log-program.ts'
import { stationOf } from '../station-of.ts'
import { libretimeSyncRoutes } from './contract.ts'

const { routes } = trackRoutes

const LONGEST_MS = 2 * 60_000

/** @throws what kept LibreTime from being read; DeadlineError while it still goes on */
async function syncNow(ask: Ask, stationId: number, signal: AbortSignal): Promise<SyncView> {
  const { runId } = await ask(routes.sync, { params: { stationId } })
  const job = await untilEnded(ask, runId, {
    signal,
    longestMs: LONGEST_MS,
    onLook: () => assertMayRun(ask, stationId),
    tooLong: () => new DeadlineError('radio/sync-goes-on', { params: { runId } }),
  })
  return endedWell(ask, { stationId, runId, problem: job.error })
}

async function endedWell(
  ask: Ask,
  { stationId, runId, problem }: { stationId: number; runId: number; problem: Said | null },
): Promise<SyncView> {
  const { items } = await ask(routes.listSyncs, { params: { stationId }, query: { limit: 50 } })
  const sync = items.find((one) => one.runId === runId)
  if (sync?.outcome === 'done') return sync
  throw problemOf(sync?.reason ?? problem)
}

/** Dead is 503; a key that is refused, and a list that is not believed, are not. */
function problemOf(reason: Said | null): AppError {
  const { code = '', params = {}, text = '' } = reason ?? {}
  if (code.endsWith('-suspect')) return new RejectedError(code, { params })
  return keyRefused(reason) ?? new UnavailableError('radio/library-unreadable', { params: { problem: text } })
}

async function configOf(ask: Ask, stationId: number) {
  const connectionId = await libraryOf(ask, stationId)
  const { settings, secrets, lastTest } = await ask(connectionRoutes.routes.get, { params: { connectionId } })
  const textOf = (name: string): string | null => (typeof settings[name] === 'string' ? settings[name] : null)
  const address = textOf('address') ?? ''
  const internalUrl = textOf('internal_address')
  const answered = lastTest?.rungs.find(({ id, state }) => id === 'answer' && state === 'ok')
  const version = answered?.said?.params['version']
  return {
    public_url: address,
    internal_url: internalUrl,
    used_url: internalUrl ?? address,
    has_api_key: secrets.some(({ name, isSet }) => name === 'api_key' && isSet),
    api_version: typeof version === 'string' ? version : null,
    tested_at: lastTest?.at ?? null,
  }
}

/** @throws UnavailableError when LibreTime did not answer as itself */
async function onAirNow(ask: Ask, stationId: number): Promise<OnAirView> {
  try {
    return await ask(onAirRoutes.routes.get, { params: { stationId } })
  } catch (error) {
    const isRemote = error instanceof AppError && error.code.startsWith('remote/')
    if (!isRemote || error instanceof CredentialsRefusedError) throw error
    throw new UnavailableError('radio/library-unreadable', { params: { problem: sayError(error).text }, cause: error })
  }
}

const toItem = ({ title, artist, typeCode, trackId, startsAt, endsAt, wasConfirmed }: OnAirItem) => ({
  title,
  artist,
  type: typeCode,
  track_id: trackId,
  starts_at: startsAt,
  ends_at: endsAt,
  confirmed: wasConfirmed,
})

export const libretimeSyncAliases: AliasTable<typeof libretimeSyncRoutes> = {
  table: libretimeSyncRoutes,
  handlers: {
    async syncTracks({ ask, query, signal }) {
      const sync = await syncNow(ask, await stationOf(ask, query.station), signal)
      const { listed, created, changed, gone, returned } = sync
      const counts = { synced: created + returned, updated: changed, total_processed: listed, removed: gone }
      return { success: true, ...counts, errors: [] }
    },
    async status({ ask, query }) {
      const stationId = await stationOf(ask, query.station)
      const { total, lastDone } = await ask(routes.counts, { params: { stationId } })
      const { sync } = await ask(asRunRoutes.routes.overview, { params: { stationId }, query: {} })
      const { isAnswering, problem } = await ask(onAirRoutes.routes.library, { params: { stationId } })
      return {
        last_track_sync: lastDone?.endedAt ?? null,
        last_playback_sync: sync.at,
        total_tracks: total,
        connection_status: isAnswering,
        connection_error: problem?.text ?? null,
      }
    },
    config: async ({ ask, query }) => configOf(ask, await stationOf(ask, query.station)),
    async dashboard({ ask, query }) {
      const stationId = await stationOf(ask, query.station)
      const seen = await onAirNow(ask, stationId)
      return {
        success: true,
        station: seen.stationName,
        asked_at: seen.askedAt,
        show: seen.showTitle,
        now: seen.now === null ? null : toItem(seen.now),
        next: seen.next.map(toItem),
        live_input: seen.liveInput,
      }
    },
  },
  problemMembers,
}
