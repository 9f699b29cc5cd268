import type { World } from '../world.ts'
import { recordStart } from '../legacy/history.ts'
import { type Airing, isPoison, itemsAt, POLL_MS } from './items.ts'

export type PlayoutMessage = 'update_schedule' | 'reset_liquidsoap_bootstrap'

export interface Playout {
  /** When the schedule was last taken over, epoch ms. */
  readonly fetchedAt: number | undefined
  /** Why the last fetch took nothing over. */
  readonly lastError: string | undefined
  readonly messages: readonly { at: number; message: PlayoutMessage }[]
  /** Tracks that were cut off because their row went or was made anew while they were on. */
  readonly cuts: readonly { at: number; rowId: number }[]
  /** Fetches as a poll does. @returns whether the schedule was taken over */
  refresh(): boolean
  message(message: PlayoutMessage): void
  /** What is heard at an instant by what was fetched so far; more than one sounds on top of the other, none is silence. */
  onAir(atMs: number): Airing[]
  onAirNow(): Airing[]
  /** What will be heard at an instant if nothing more is written and playout goes on polling. */
  forecast(atMs: number): Airing[]
  /** Reports every start up to an instant that was not reported yet, as liquidsoap does: history is written. */
  playTo(atMs: number): Airing[]
  /** Polls from now on. */
  start(): void
}

interface State {
  heard: Airing[]
  fetchedAt: number | undefined
  lastError: string | undefined
  hasForgotten: boolean
  polledAt: number
  reported: Set<Airing>
  messages: { at: number; message: PlayoutMessage }[]
  cuts: { at: number; rowId: number }[]
}

const isHeard = (item: Airing, atMs: number): boolean =>
  !item.isMissing && item.heardFrom <= atMs && atMs < item.heardTo

const sameItem = (a: Airing, b: Airing): boolean =>
  a.rowId === b.rowId && a.startsAt === b.startsAt && a.endsAt === b.endsAt

/** What stays of what was heard or is to be: rows that are unchanged are left alone, others that are on are cut. */
function keepHeard(state: State, fetched: readonly Airing[], now: number): Airing[] {
  const kept: Airing[] = []
  for (const old of state.heard) {
    const isUnchanged = fetched.some((item) => sameItem(item, old))
    if (!isUnchanged && old.heardFrom > now) continue
    const isCut = !isUnchanged && old.endsAt > now && isHeard(old, now)
    if (isCut) state.cuts.push({ at: now, rowId: old.rowId })
    kept.push(isCut ? Object.assign(old, { heardTo: now }) : old)
  }
  return kept
}

function takeOver(state: State, fetched: readonly Airing[], now: number): void {
  const next = keepHeard(state, fetched, now)
  for (const item of fetched) {
    const known = next.find((old) => sameItem(old, item))
    // QUIRK(libretime 4.5): after a reset the track on air is pushed a second time, on top of itself.
    const isPushedAgain = known !== undefined && state.hasForgotten && isHeard(known, now)
    if (known === undefined || isPushedAgain) next.push({ ...item, heardFrom: Math.max(item.heardFrom, now) })
  }
  Object.assign(state, { heard: next, hasForgotten: false, fetchedAt: now, lastError: undefined })
}

function refresh(world: World, state: State): boolean {
  const now = world.clock.now()
  const poison = world.tables.schedule.where((row) => isPoison(world, row, now))[0]
  if (poison === undefined) {
    takeOver(state, itemsAt(world, now), now)
    return true
  }
  // QUIRK(libretime 4.5): one row without fades, or with a cue of a day, and the whole station gets no update.
  state.lastError = `row ${poison.id}: TypeError: fromisoformat: argument must be str`
  return false
}

function poll(world: World, state: State): void {
  state.polledAt = world.clock.now()
  refresh(world, state)
  world.clock.after(POLL_MS, () => poll(world, state))
}

/** By the last poll before that instant that does not break on a row. */
function forecast(world: World, state: State, atMs: number): Airing[] {
  for (let count = Math.floor((atMs - state.polledAt) / POLL_MS); count > 0; count -= 1) {
    const pollsAt = state.polledAt + count * POLL_MS
    if (world.tables.schedule.where((row) => isPoison(world, row, pollsAt)).length > 0) continue
    return itemsAt(world, pollsAt).filter((item) => isHeard(item, atMs))
  }
  return state.heard.filter((item) => isHeard(item, atMs))
}

function playTo(world: World, state: State, atMs: number): Airing[] {
  const due = state.heard
    .filter((item) => !item.isMissing && item.heardFrom <= atMs && !state.reported.has(item))
    .toSorted((a, b) => a.heardFrom - b.heardFrom)
  for (const item of due) {
    state.reported.add(item)
    const row = world.tables.schedule.get(item.rowId)
    if (row !== undefined) recordStart(world, row)
  }
  return due
}

export function createPlayout(world: World): Playout {
  const state: State = {
    heard: [],
    fetchedAt: undefined,
    lastError: undefined,
    hasForgotten: false,
    polledAt: world.clock.now(),
    reported: new Set(),
    messages: [],
    cuts: [],
  }
  const onAir = (atMs: number): Airing[] => state.heard.filter((item) => isHeard(item, atMs))
  return {
    get fetchedAt() {
      return state.fetchedAt
    },
    get lastError() {
      return state.lastError
    },
    messages: state.messages,
    cuts: state.cuts,
    refresh: () => refresh(world, state),
    message(message) {
      state.messages.push({ at: world.clock.now(), message })
      if (message === 'update_schedule') refresh(world, state)
      else state.hasForgotten = true
    },
    onAir,
    onAirNow: () => onAir(world.clock.now()),
    forecast: (atMs) => forecast(world, state, atMs),
    playTo: (atMs) => playTo(world, state, atMs),
    start: () => poll(world, state),
  }
}
