import type { Reader } from '../../../db/db.ts'
import { instant, instantOrNull } from '../../../kernel/contract.ts'
import { say, sayCode } from '../../../kernel/words.ts'
import type { AiringView, ConflictView, FitView } from '../contract.ts'
import { type Airing, type Conflict, type Fit, fitOf, isLocked, type Reason } from '../model.ts'
import { listAiringTimes } from '../store.ts'

const MINUTE_MS = 60_000

/** `43 s`, `2:10`, `1:02:10`. */
export function shortTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (ms < MINUTE_MS) return say('planner.seconds', { count: seconds })
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`
}

export function toFitView(fit: Fit): FitView {
  const { kind, shortMs, cutMs } = fit
  const time = shortTime(kind === 'cut' ? cutMs : shortMs)
  return { ...fit, text: say(`planner.fit.${kind}`, { time }) }
}

export const toConflictView = ({ startsAt, endsAt, ...conflict }: Conflict): ConflictView => ({
  ...conflict,
  startsAt: instant(startsAt),
  endsAt: instant(endsAt),
})

export const sayReason = (reason: Reason | null | undefined) =>
  reason === null || reason === undefined ? null : sayCode(reason.code, reason.params)

export const sayWarning = ({ code, params }: Reason) => ({ code, params, text: say(`planner.warning.${code}`, params) })

/** Which airing of its episode, or of its track, each one is. */
export interface Rebroadcasts {
  of(airing: Pick<Airing, 'airingId' | 'episodeId' | 'trackId'>): { number: number; of: number }
  /** Instants of all airings of an episode or a track, by start. */
  timesOf(what: { episodeId: string | null; trackId: number | null }): readonly number[]
}

const keyOf = (episodeId: string | null, trackId: number | null): string =>
  episodeId === null ? `track:${trackId}` : `episode:${episodeId}`

export async function readRebroadcasts(reader: Reader, stationId: number): Promise<Rebroadcasts> {
  const byWhat = new Map<string, { id: number; at: number }[]>()
  for (const { id, episode_id, track_id, starts_at } of await listAiringTimes(reader, stationId)) {
    const key = keyOf(episode_id, track_id)
    const all = byWhat.get(key)
    if (all === undefined) byWhat.set(key, [{ id, at: starts_at }])
    else all.push({ id, at: starts_at })
  }
  return {
    of({ airingId, episodeId, trackId }) {
      const all = byWhat.get(keyOf(episodeId, trackId)) ?? []
      const place = all.findIndex(({ id }) => id === airingId)
      return { number: place + 1, of: all.length }
    },
    timesOf: ({ episodeId, trackId }) => (byWhat.get(keyOf(episodeId, trackId)) ?? []).map(({ at }) => at),
  }
}

/** What a person sees: by the clock, one that is there and whose time has come is on air. */
function stateOf({ state, startsAt, endsAt }: Airing, now: number): AiringView['state'] {
  return state === 'verified' && startsAt <= now && now < endsAt ? 'airing' : state
}

export function toAiringView(
  airing: Airing,
  { now, rebroadcasts }: { now: number; rebroadcasts: Rebroadcasts },
): AiringView {
  const { state, needsRepair } = airing
  const isOpen = !isLocked(airing, now)
  const isUnderWay = state === 'planned' || state === 'cancelling' || needsRepair
  const mayChange = (state === 'planned' || state === 'verified') && isOpen
  return {
    airingId: airing.airingId,
    stationId: airing.stationId,
    episodeId: airing.episodeId,
    trackId: airing.trackId,
    title: airing.title,
    showId: airing.showId,
    showTitle: airing.showTitle,
    playoutShowId: airing.playoutShowId,
    windowId: airing.windowId,
    rowId: airing.rowId,
    startsAt: instant(airing.startsAt),
    endsAt: instant(airing.endsAt),
    fit: toFitView(fitOf(airing, airing.audioMs)),
    state: stateOf(airing, now),
    needsRepair,
    reason: sayReason(airing.reason),
    rebroadcast: rebroadcasts.of(airing),
    can: {
      move: mayChange,
      unplan: mayChange || state === 'cancelling',
      repair: isUnderWay || (state === 'verified' && isOpen),
    },
    reachesPlayoutAt: instantOrNull(airing.reachedAt),
    runId: isUnderWay ? airing.runId : null,
    plannedBy: airing.plannedBy,
    plannedAt: instant(airing.plannedAt),
    changedAt: instant(airing.changedAt),
  }
}
