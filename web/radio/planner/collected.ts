import type { RequestOf } from '../../../src/kernel/contract.ts'
import { say } from '../../words.ts'
import type { Slot } from './day-axis.ts'
import { fitInWords, fitOf } from './fit.ts'
import type { routes } from './use-planner.ts'
import { type Airing, audioMsOf, instant, type Load, touches, type Week } from './week-view.ts'

/**
 * A change that is not applied yet. `airing` is what the calendar shows for it: as it shall be, or for one that is taken out
 * as it was; something new has a number below zero there.
 */
export interface Collected {
  do: 'plan' | 'move' | 'unplan'
  airing: Airing
}

/** The whole programme, or something in it: the parts of it that a place is worked out from. */
interface Placed {
  slot: Slot
  show: { showId: string | undefined; playoutShowId: number | null; title: string }
}

export type Changes = readonly Collected[]
export const NO_CHANGES: Changes = []

const isOf = (airingId: number) => (one: Collected) => one.airing.airingId === airingId

/** With something in its new place: what is there already, or is not there yet, is one change whatever was done to it. */
export function withPlaced(changes: Changes, load: Load, placed: Placed): Changes {
  if (load.kind === 'new') return [...changes, { do: 'plan', airing: newAiring(load, placed, nextId(changes)) }]
  const { airing } = load
  const known = changes.find(isOf(airing.airingId))
  const moved: Collected = { do: known?.do ?? 'move', airing: inSlot(airing, placed.slot) }
  return known === undefined ? [...changes, moved] : changes.map((one) => (one === known ? moved : one))
}

export function withTakenOut(changes: Changes, airing: Airing): Changes {
  const others = changes.filter((one) => one.airing.airingId !== airing.airingId)
  return airing.airingId < 0 ? others : [...others, { do: 'unplan', airing }]
}

const nextId = (changes: Changes): number => Math.min(0, ...changes.map(({ airing }) => airing.airingId)) - 1

function inSlot(airing: Airing, { startsMs, endsMs }: Slot): Airing {
  const fit = fitOf(endsMs - startsMs, airing.fit.audioMs)
  const playsMs = Math.min(fit.slotMs, fit.audioMs ?? fit.slotMs)
  // Its row and its window stay behind.
  const there = { windowId: null, rowId: null, state: 'planned' as const, isUnapplied: true }
  return { ...airing, ...there, startsMs, endsMs, fit: { ...fit, playsMs, text: fitInWords(fit) } }
}

function newAiring(load: Extract<Load, { kind: 'new' }>, { slot, show }: Placed, airingId: number): Airing {
  const { item } = load
  const now = new Date().toISOString()
  const unknown = { kind: 'unknown' as const, slotMs: 0, audioMs: audioMsOf(load), playsMs: 0, shortMs: 0, cutMs: 0 }
  const airing: Airing = {
    ...slot,
    airingId,
    stationId: 0,
    episodeId: item.episodeId,
    trackId: item.trackId ?? Number(item.id),
    title: item.title,
    showId: item.showId ?? show.showId ?? '',
    showTitle: item.showTitle ?? show.title,
    playoutShowId: show.playoutShowId,
    windowId: null,
    rowId: null,
    fit: { ...unknown, text: '' },
    state: 'planned',
    needsRepair: false,
    reason: null,
    rebroadcast: { number: 1, of: 1 },
    can: { move: true, unplan: true, repair: false },
    reachesPlayoutAt: null,
    runId: null,
    plannedBy: '',
    plannedAt: now,
    changedAt: now,
  }
  return inSlot(airing, slot)
}

/** The week as it will be: what leaves makes room, what comes stands in its place. */
export function weekWith(week: Week, changes: Changes): Week {
  if (changes.length === 0) return week
  const named = new Set(changes.map(({ airing }) => airing.airingId))
  const windows = new Set(week.airings.filter((one) => named.has(one.airingId)).map(({ windowId }) => windowId))
  const coming = changes.filter((one) => one.do !== 'unplan').map(({ airing }) => airing)
  return {
    ...week,
    rows: week.rows.filter(({ airingId }) => airingId === null || !named.has(airingId)),
    // A window that was made for one airing goes with it.
    windows: week.windows.filter(
      ({ windowId, isOurs, rowCount }) => !(isOurs && rowCount < 2 && windows.has(windowId)),
    ),
    airings: [
      ...week.airings.filter(({ airingId }) => !named.has(airingId)),
      ...coming.filter((airing) => touches(airing, week)),
    ],
  }
}

type Body = RequestOf<typeof routes.draftChanges>['body']['changes'][number]

/** As the API takes them. */
export const bodiesOf = (changes: Changes): Body[] =>
  changes.map(({ do: what, airing }): Body => {
    const { airingId, episodeId, trackId, showId, startsMs, endsMs } = airing
    const slot = { startsAt: instant(startsMs), endsAt: instant(endsMs) }
    if (what === 'unplan') return { do: what, airingId }
    if (what === 'move') return { do: what, airingId, ...slot }
    return { do: what, ...(episodeId === null ? { trackId, showId } : { episodeId }), ...slot }
  })

/** Those that will have left the places that they have at the playout. */
export const leavingIn = (changes: Changes): number[] =>
  changes.filter((one) => one.do !== 'plan').map(({ airing }) => airing.airingId)

/** 5 planned, 1 moved, 1 taken out. */
export function countsInWords(changes: Changes): string {
  return (['plan', 'move', 'unplan'] as const)
    .map((what) => [what, changes.filter((one) => one.do === what).length] as const)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => say(`web.planner.collected.${what}`, { count }))
    .join(', ')
}
