import type { LibraryTrack } from '../../tracks/index.ts'
import type { LogEntry } from '../model.ts'
import { type EntryTime, takesTime, type Timing } from '../timing.ts'
import type { Stopper, WishedRow } from './model.ts'

/** An item of a day and more stops the playout. */
const LONGEST_CUE_MS = 24 * 3_600_000 - 1000

interface Heard {
  entries: readonly LogEntry[]
  timing: Pick<Timing, 'times' | 'gaps'>
  tracks: ReadonlyMap<number, Pick<LibraryTrack, 'state' | 'lengthMs'>>
  /** Starts of gaps that a person has accepted. */
  acceptedGaps: ReadonlySet<number>
}

/** The rows that a log wants, by start, and what forbids to publish it. Nothing that is heard is left out silently. */
export function wishRows({ entries, timing, tracks, acceptedGaps }: Heard): { rows: WishedRow[]; stoppers: Stopper[] } {
  const rows: WishedRow[] = []
  const stoppers: Stopper[] = timing.gaps
    .filter(({ startsAt }) => !acceptedGaps.has(startsAt))
    .map(({ startsAt, endsAt }) => ({
      code: 'radio/dead-air',
      params: { seconds: Math.round((endsAt - startsAt) / 1000) },
      at: startsAt,
      entryId: null,
    }))
  for (const [index, entry] of entries.entries()) {
    const time = timing.times[index]
    if (time === undefined || !takesTime(entry)) continue
    const wished = refusalOf(entry, time) ?? rowOf(entry, time, tracks)
    if ('code' in wished) stoppers.push({ ...wished, at: time.startsAt, entryId: entry.entryId })
    else rows.push(wished)
  }
  return { rows: rows.toSorted((a, b) => a.startsAt - b.startsAt), stoppers: stoppers.toSorted((a, b) => a.at - b.at) }
}

/** Music may be cut by a hard start; of everything else all is heard. */
function refusalOf({ title, typeCode }: LogEntry, time: EntryTime): Pick<Stopper, 'code' | 'params'> | undefined {
  if (time.endsAt <= time.startsAt) return { code: 'radio/entry-not-heard', params: { title } }
  if (time.cutMs > 0 && typeCode !== 'MUS')
    return { code: 'radio/entry-cut', params: { title, seconds: Math.round(time.cutMs / 1000) } }
  return undefined
}

function rowOf(
  { entryId, trackId, title, what, cueInMs, cueOutMs }: LogEntry,
  { startsAt, endsAt }: EntryTime,
  tracks: Heard['tracks'],
): WishedRow | Pick<Stopper, 'code' | 'params'> {
  const params = { title }
  if (trackId === null)
    return { code: what === 'voice' ? 'radio/voice-not-recorded' : 'radio/entry-without-track', params }
  const track = tracks.get(trackId)
  if (track === undefined) return { code: 'radio/entry-track-gone', params: { ...params, trackId } }
  if (track.state !== 'usable')
    return { code: 'radio/entry-track-unusable', params: { ...params, trackId, state: track.state } }
  const audioEndMs = Math.min(cueOutMs, track.lengthMs ?? cueOutMs)
  const heardMs = Math.min(endsAt - startsAt, audioEndMs - cueInMs)
  if (heardMs <= 0) return { code: 'radio/entry-without-audio', params }
  if (cueInMs + heardMs > LONGEST_CUE_MS) return { code: 'radio/entry-too-long', params }
  return { entryId, trackId, title, startsAt, endsAt, cueInMs, cueOutMs: cueInMs + heardMs }
}
