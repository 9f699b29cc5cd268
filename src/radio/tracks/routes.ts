import type { Audit } from '../../access/index.ts'
import { type Jobs, listLiveJobs } from '../../jobs/index.ts'
import { instant, instantOrNull, type QueryOf } from '../../kernel/contract.ts'
import { ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes, withEtag } from '../../kernel/routes.ts'
import { askToMeasure, findMeasuring } from './audio/ask-to-measure.ts'
import { MeasureTrack, type MeasureDeps } from './audio/measure-track.ts'
import { readWaveform } from './audio/waveform-cache.ts'
import { playTrack } from './audio/play-track.ts'
import { changeOwnFacts } from './change-own-facts.ts'
import { trackRoutes } from './contract.ts'
import type { Track } from './model.ts'
import { libraryOfStation } from './station-library.ts'
import { countAllTracks, countTracks, findTrack, listTracks, type TrackMatch } from './store.ts'
import { askToSync } from './sync/ask-to-sync.ts'
import { syncKey } from './sync/jobs.ts'
import { findLastDone, listSyncs } from './sync/store.ts'
import { EnsureTrackTypes, missingTypes } from './types/ensure-types.ts'
import { mapTypes } from './types/map-types.ts'
import { countByCode, listTypeMaps } from './types/store.ts'
import type { TrackUses } from './usage/track-uses.ts'
import { findUsage } from './usage/find-usage.ts'
import { toSyncView, toTrackView, toTypesView, toUseView } from './views.ts'

export interface TrackRouteDeps extends MeasureDeps {
  jobs: Jobs
  audit: Audit
  /** Who plans tracks, or knows when they were played. */
  uses: readonly TrackUses[]
}

const { routes } = trackRoutes

const matchOf = ({ text, type, unmapped, state, genre, gone, measured }: QueryOf<typeof routes.list>): TrackMatch => ({
  text,
  type,
  isUnmapped: unmapped === 'yes',
  state,
  genre,
  measured,
  isGone: gone === 'yes',
})

const answer = (track: Track) => withEtag(toTrackView(track), String(track.version))

type Handlers = Parameters<typeof bindRoutes<typeof trackRoutes>>[1]

export function trackRoutesOf(deps: TrackRouteDeps): BoundRoute[] {
  return bindRoutes(trackRoutes, { ...listing(deps), ...oneTrack(deps), ...syncing(deps), ...typing(deps) })
}

async function needTrack({ db }: TrackRouteDeps, { stationId, trackId }: { stationId: number; trackId: number }) {
  const library = await libraryOfStation(db.read, stationId)
  const track = await findTrack(db.read, library, trackId)
  if (track === undefined) throw new NotFoundError('radio/no-such-track', { params: { trackId } })
  return track
}

function listing({ db }: TrackRouteDeps): Pick<Handlers, 'list' | 'counts'> {
  return {
    list: async ({ params, query }) => {
      const library = await libraryOfStation(db.read, params.stationId)
      const after = decodeCursor(query.cursor)
      const match = matchOf(query)
      const order = { sort: query.sort, isDescending: query.order === 'down' }
      const rows = await listTracks(db.read, library, { ...match, ...order, after, limit: query.limit + 1 })
      const { items, nextCursor } = pageFrom(rows, query.limit, ({ rowId }) => rowId)
      const total = after === undefined ? await countTracks(db.read, library, match) : null
      const readAt = (await findLastDone(db.read, library))?.endedAt ?? null
      return { items: items.map(toTrackView), nextCursor, total, readAt: instantOrNull(readAt) }
    },
    counts: async ({ params: { stationId } }) => {
      const { station, ...library } = await libraryOfStation(db.read, stationId)
      const [lastSync] = await listSyncs(db.read, library, 1)
      const lastDone = await findLastDone(db.read, library)
      return {
        stationId,
        stationName: station.name,
        ...(await countAllTracks(db.read, library)),
        measureRunId: (await findMeasuring(db.read, library)) ?? null,
        lastDone: lastDone === undefined ? null : toSyncView(lastDone),
        lastSync: lastSync === undefined ? null : toSyncView(lastSync),
        runId: (await listLiveJobs(db.read, syncKey(library)))[0]?.jobId ?? null,
      }
    },
  }
}

type OfOne = 'get' | 'change' | 'usage' | 'audio' | 'waveform' | 'measure' | 'measureMany'

function oneTrack(deps: TrackRouteDeps): Pick<Handlers, OfOne> {
  const { db, jobs } = deps
  const change = changeOwnFacts(deps)
  return {
    get: async ({ params }) => answer(await needTrack(deps, params)),
    change: async ({ params, body, actor, request }) => {
      const by = { actor: actor.id, address: request.address, ifMatch: request.ifMatch }
      return answer(await change(params, body, by))
    },
    usage: async ({ params }) => {
      const track = await needTrack(deps, params)
      const { ahead, lastAired } = await findUsage(deps, track)
      return {
        ahead: ahead.map(toUseView),
        lastAired: lastAired === undefined ? null : toUseView(lastAired),
        playedAt: instantOrNull(track.playedAt),
      }
    },
    audio: async ({ params, request, signal }) => {
      const track = await needTrack(deps, params)
      const port = await deps.openAudio(track.connectionId)
      return playTrack(port, track, { range: request.header('range'), ifRange: request.header('if-range'), signal })
    },
    waveform: async ({ params }) => waveformOf(deps, await needTrack(deps, params)),
    measure: async ({ params, actor }) => {
      const { stationId, connectionId, trackId, title } = await needTrack(deps, params)
      const options = { actor: actor.id, priority: 3, label: title }
      const payload = { stationId, connectionId, trackId }
      const { runId } = await db.tx((tx) => jobs.enqueue(tx, MeasureTrack, payload, options))
      return { runId }
    },
    measureMany: async ({ params: { stationId }, body: { unmapped, ...choice }, actor }) =>
      askToMeasure(deps, stationId, { ...choice, isUnmapped: unmapped === 'yes', actor: actor.id }),
  }
}

async function waveformOf({ cacheFolder }: TrackRouteDeps, track: Track) {
  const { trackId, title, waveform, loudness, measuredAt } = track
  const drawn = waveform === null ? undefined : await readWaveform(cacheFolder, waveform)
  if (drawn === undefined || loudness === null || measuredAt === null)
    throw new NotFoundError('radio/track-not-measured', { params: { title } })
  return { trackId, ...loudness, ...drawn, measuredAt: instant(measuredAt) }
}

function syncing({ db, jobs }: TrackRouteDeps): Pick<Handlers, 'sync' | 'listSyncs'> {
  return {
    sync: async ({ params: { stationId }, actor }) => {
      const { connectionId, station } = await libraryOfStation(db.read, stationId)
      const options = { jobs, actor: actor.id, priority: 3, label: station.name }
      const { runId } = await db.tx((tx) => askToSync(tx, { stationId, connectionId }, options))
      return { runId }
    },
    listSyncs: async ({ params, query }) => {
      const library = await libraryOfStation(db.read, params.stationId)
      return { items: (await listSyncs(db.read, library, query.limit)).map(toSyncView) }
    },
  }
}

function typing(deps: TrackRouteDeps): Pick<Handlers, 'listTypes' | 'mapTypes' | 'ensureTypes'> {
  const { db, jobs } = deps
  const map = mapTypes(deps)
  const show = async (stationId: number) => {
    const library = await libraryOfStation(db.read, stationId)
    return toTypesView({
      maps: await listTypeMaps(db.read, library),
      counts: await countByCode(db.read, library),
      readAt: (await findLastDone(db.read, library))?.endedAt ?? null,
    })
  }
  return {
    listTypes: ({ params }) => show(params.stationId),
    mapTypes: async ({ params, body, actor, request }) => {
      await map(params.stationId, body.types, { actor: actor.id, address: request.address })
      return show(params.stationId)
    },
    ensureTypes: async ({ params: { stationId }, body, actor }) => {
      const { connectionId, station } = await libraryOfStation(db.read, stationId)
      const library = { stationId, connectionId }
      const missing = missingTypes(await listTypeMaps(db.read, library))
      const typeCodes = missing.filter((code) => body.typeCodes?.includes(code) ?? true)
      if (typeCodes.length === 0) throw new ConflictError('radio/no-type-missing', { params: { name: station.name } })
      const options = { actor: actor.id, label: typeCodes.join(', ') }
      const { runId } = await db.tx((tx) => jobs.enqueue(tx, EnsureTrackTypes, { ...library, typeCodes }, options))
      return { runId }
    },
  }
}
