import { basename } from 'node:path/posix'
import { instant, instantOrNull } from '../../kernel/contract.ts'
import { sayCode } from '../../kernel/words.ts'
import type { SyncView, TrackTypesView, TrackUseView, TrackView } from './contract.ts'
import type { Track, TrackTypeMap } from './model.ts'
import type { TrackSync } from './sync/model.ts'
import { missingTypes, wantedType } from './types/ensure-types.ts'
import type { TrackUse } from './usage/track-uses.ts'

export const toTrackView = (track: Track): TrackView => ({
  stationId: track.stationId,
  trackId: track.trackId,
  title: track.title,
  artist: track.artist,
  album: track.album,
  genre: track.genre,
  year: track.year,
  state: track.state,
  typeCode: track.typeCode,
  libraryCode: track.libraryCode,
  lengthMs: track.lengthMs,
  cueInMs: track.cueInMs,
  cueOutMs: track.cueOutMs,
  md5: track.md5,
  sizeBytes: track.sizeBytes,
  fileName: basename(track.relPath),
  sponsor: track.sponsor,
  product: track.product,
  introMs: track.introMs,
  loudness: track.loudness,
  measuredAt: instantOrNull(track.measuredAt),
  measureFailure:
    track.measureFailure === null
      ? null
      : {
          at: instant(track.measureFailure.at),
          reason: sayCode(track.measureFailure.code, track.measureFailure.params),
        },
  playedAt: instantOrNull(track.playedAt),
  firstSeenAt: instant(track.firstSeenAt),
  changedAt: instant(track.changedAt),
  goneAt: instantOrNull(track.goneAt),
  etag: String(track.version),
})

export const toSyncView = (sync: TrackSync): SyncView => ({
  syncId: sync.syncId,
  runId: sync.jobId,
  outcome: sync.outcome,
  listed: sync.listed,
  created: sync.created,
  changed: sync.changed,
  gone: sync.gone,
  returned: sync.returned,
  tookMs: sync.tookMs,
  endedAt: instant(sync.endedAt),
  reason: sync.reason === null ? null : sayCode(sync.reason.code, sync.reason.params),
})

export const toUseView = ({ startsAt, endsAt, ...use }: TrackUse): TrackUseView => ({
  ...use,
  startsAt: instant(startsAt),
  endsAt: instant(endsAt),
})

interface Types {
  maps: readonly TrackTypeMap[]
  counts: ReadonlyMap<string | null, number>
  readAt: number | null
}

export function toTypesView({ maps, counts, readAt }: Types): TrackTypesView {
  const items = maps
    .map(({ goneAt, ...map }) => ({ ...map, isGone: goneAt !== null, tracks: counts.get(map.code) ?? 0 }))
    .filter(({ isGone, tracks }) => !isGone || tracks > 0)
    .toSorted((a, b) => Number(a.typeCode !== null) - Number(b.typeCode !== null) || b.tracks - a.tracks)
  // Before the first list nobody knows what is missing.
  const missing = readAt === null ? [] : missingTypes(maps).map(wantedType)
  return { items, missing, readAt: instantOrNull(readAt) }
}
