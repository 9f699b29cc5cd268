import type { EffectRegistry } from '../../deliveries/index.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import { MeasureTrack, measureTrack, noteMeasureFailure } from './audio/measure-track.ts'
import { MeasureTracks, measureTracks, tellMeasured } from './audio/measure-tracks.ts'
import { trackRoutesOf, type TrackRouteDeps } from './routes.ts'
import { REGULARLY, REGULARLY_CRON, SyncAllTracks, SyncTracks } from './sync/jobs.ts'
import { noteSyncFailure, syncAllTracks, type SyncDeps, syncTracks } from './sync/sync-tracks.ts'
import { type EnsureDeps, EnsureTrackTypes, ensureTrackTypes, makeTrackType } from './types/ensure-types.ts'

export interface TracksSetup extends SyncDeps, TrackRouteDeps, EnsureDeps {
  effects: EffectRegistry
  timeZone: string
}

export function setUpTracks(deps: TracksSetup): BoundRoute[] {
  const { jobs, effects, timeZone } = deps
  jobs.handle(SyncTracks, syncTracks(deps), { onSettled: noteSyncFailure(deps) })
  jobs.handle(SyncAllTracks, syncAllTracks(deps))
  jobs.schedule({ name: REGULARLY, contract: SyncAllTracks, payload: {}, cron: REGULARLY_CRON, timeZone })
  jobs.handle(MeasureTrack, measureTrack(deps), { onSettled: noteMeasureFailure(deps) })
  jobs.handle(MeasureTracks, measureTracks(deps), { onSettled: tellMeasured(deps) })
  jobs.handle(EnsureTrackTypes, ensureTrackTypes(deps))
  effects.add(makeTrackType(deps))
  return trackRoutesOf(deps)
}
