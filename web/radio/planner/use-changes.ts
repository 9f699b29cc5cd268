import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { CheckView, PlannedView, Wish } from '../../../src/radio/planner/contract.ts'
import { call } from '../../api/client.ts'
import { undoBy } from '../../api/undo-by.ts'
import { roomOf } from '../../api/use-api.ts'
import { toast } from '../../parts/toast.ts'
import { say } from '../../words.ts'
import type { Slot } from './day-axis.ts'
import { routes } from './use-planner.ts'
import { type Airing, instant, type Load, titleOf } from './week-view.ts'
import { clockIn, dayInWords, wallAt } from './zone-clock.ts'

/** A change that is under way; the playout may take 25 s to show it. */
export interface Pending extends Slot {
  id: number
  title: string
  /** Of the airing that is changed; null for a new one. */
  airingId: number | null
}

/** What can be taken back, newest last. */
interface Undoable {
  id: number
  label: string
  act: () => Promise<unknown>
}

interface Change extends Slot {
  title: string
  airingId: number | null
  run: () => Promise<PlannedView>
  /** How it is taken back, once it is done. */
  back: (done: PlannedView) => () => Promise<unknown>
  said: (done: PlannedView) => string
}

const MOST_UNDOS = 50
let lastId = 0
const nextId = () => (lastId += 1)

const plan = (stationId: number, body: Wish) => call(routes.plan, { params: { stationId }, body })
const move = (airingId: number, { startsMs, endsMs }: Slot) =>
  call(routes.move, { params: { airingId }, body: { startsAt: instant(startsMs), endsAt: instant(endsMs) } })
const unplan = (airingId: number) => call(routes.unplan, { params: { airingId } })

/** Changes to the programme: each at once, with its way back; several may be under way. */
export function useChanges(stationId: number, timeZone: string) {
  const client = useQueryClient()
  const [pending, setPending] = useState<readonly Pending[]>([])
  const [undos, setUndos] = useState<readonly Undoable[]>([])
  const [problem, setProblem] = useState<Error | null>(null)
  const readAnew = useCallback(
    () => client.invalidateQueries({ predicate: ({ queryKey }) => roomOf(String(queryKey[0])) === 'radio' }),
    [client],
  )
  const takeBack = async (undoable: Undoable) => {
    setUndos((all) => all.filter(({ id }) => id !== undoable.id))
    await undoable.act().finally(readAnew)
  }
  const perform = async (change: Change): Promise<boolean> => {
    const id = nextId()
    setProblem(null)
    setPending((all) => [...all, { ...change, id }])
    try {
      const done = await change.run()
      await readAnew()
      const undoable = { id, label: change.title, act: change.back(done) }
      // What was so before is not taken back: it was not done here.
      const isDone = done.outcome !== 'idempotent' && done.outcome !== 'noop'
      if (isDone) setUndos((all) => [...all, undoable].slice(-MOST_UNDOS))
      tellDone(change, done, isDone ? () => takeBack(undoable) : undefined)
      return true
    } catch (error) {
      setProblem(error as Error)
      await readAnew()
      return false
    } finally {
      setPending((all) => all.filter((one) => one.id !== id))
    }
  }
  const undoLast = async () => {
    const last = undos.at(-1)
    if (last === undefined) return
    setProblem(null)
    try {
      await takeBack(last)
      toast({ title: say('web.planner.undone', { title: last.label }) })
    } catch (error) {
      setProblem(error as Error)
    }
  }
  const when = (slot: Slot) => whenIn(slot.startsMs, timeZone)
  return {
    pending,
    problem,
    setProblem,
    lastUndo: undos.at(-1)?.label,
    undoLast,
    readAnew,
    place: (load: Load, slot: Slot, showId: string | undefined) =>
      perform(placing(load, slot, { stationId, showId, when: when(slot) })),
    takeOut: (airing: Airing) => perform(takingOut(airing, stationId)),
  }
}

function tellDone(change: Change, done: PlannedView, undo: (() => Promise<unknown>) | undefined): void {
  toast({
    title: change.said(done),
    detail: done.isSettled ? done.airing.fit.text : say('web.planner.goesOn'),
    ...(undo === undefined ? {} : { onUndo: undoBy(undo) }),
  })
}

export const whenIn = (atMs: number, timeZone: string): string =>
  say('web.planner.when', { day: dayInWords(wallAt(atMs, timeZone).airDate), time: clockIn(atMs, timeZone) })

/** What the API takes for something new. */
export const wishOf = (load: Extract<Load, { kind: 'new' }>, slot: Slot, showId: string | undefined): Wish => ({
  ...(load.item.episodeId === null
    ? { trackId: load.item.trackId ?? Number(load.item.id) }
    : { episodeId: load.item.episodeId }),
  ...(showId === undefined || load.item.episodeId !== null ? {} : { showId }),
  startsAt: instant(slot.startsMs),
  endsAt: instant(slot.endsMs),
})

interface Placing {
  stationId: number
  showId: string | undefined
  when: string
}

function placing(load: Load, slot: Slot, { stationId, showId, when }: Placing): Change {
  const title = titleOf(load)
  if (load.kind === 'new')
    return {
      ...slot,
      title,
      airingId: null,
      run: () => plan(stationId, wishOf(load, slot, showId)),
      back:
        ({ airing }) =>
        () =>
          unplan(airing.airingId),
      said: ({ outcome }) =>
        say(outcome === 'idempotent' ? 'web.planner.wasPlanned' : 'web.planner.planned', { title, when }),
    }
  const { airingId, startsMs, endsMs } = load.airing
  return {
    ...slot,
    title,
    airingId,
    run: () => move(airingId, slot),
    back: () => () => move(airingId, { startsMs, endsMs }),
    said: () => say(load.kind === 'move' ? 'web.planner.moved' : 'web.planner.retimed', { title, when }),
  }
}

function takingOut(airing: Airing, stationId: number): Change {
  const { airingId, title, startsMs, endsMs, episodeId, trackId, showId } = airing
  const what = episodeId === null ? { trackId, showId } : { episodeId }
  return {
    startsMs,
    endsMs,
    title,
    airingId,
    run: () => unplan(airingId),
    back: () => () => plan(stationId, { ...what, startsAt: instant(startsMs), endsAt: instant(endsMs) }),
    said: () => say('web.planner.takenOut', { title }),
  }
}

/** The server's dry run of a change. */
export function dryRun(
  load: Load,
  slot: Slot,
  at: { stationId: number; showId: string | undefined },
): Promise<CheckView> {
  return call(routes.check, { params: { stationId: at.stationId }, body: checkBody(load, slot, at.showId) })
}

export const checkBody = (load: Load, slot: Slot, showId: string | undefined) =>
  load.kind === 'new'
    ? wishOf(load, slot, showId)
    : {
        // What is not applied yet has no number there.
        ...(load.airing.airingId < 0 ? {} : { airingId: load.airing.airingId }),
        ...(load.airing.episodeId === null
          ? { trackId: load.airing.trackId, showId: load.airing.showId }
          : { episodeId: load.airing.episodeId }),
        startsAt: instant(slot.startsMs),
        endsAt: instant(slot.endsMs),
      }

/** Whether the dry run says more than the grid did: then a person decides. */
export const needsSaying = (check: CheckView): boolean =>
  !check.isPossible || check.fit.kind === 'cut' || check.warnings.length > 0
