import { useState } from 'react'
import type { ProgrammeShowView } from '../../../src/radio/planner/contract.ts'
import { type Changes, NO_CHANGES, withPlaced, withTakenOut } from './collected.ts'
import type { Slot } from './day-axis.ts'
import type { Airing, Load } from './week-view.ts'

const STORED = 'patchbay.planner.changes.'
const AT_ONCE = 'patchbay.planner.at-once'
const MOST_UNDOS = 50

/** Whether each change is applied as soon as it is made; as this browser was told last. */
export function useAtOnce(): readonly [boolean, (isOn: boolean) => void] {
  const [isAtOnce, setAtOnce] = useState(() => localStorage.getItem(AT_ONCE) === 'on')
  const set = (isOn: boolean) => {
    localStorage.setItem(AT_ONCE, isOn ? 'on' : 'off')
    setAtOnce(isOn)
  }
  return [isAtOnce, set]
}

/** Changes that wait to be applied together; they outlive the page, and are this browser's. */
export function useCollected(stationId: number, shows: readonly ProgrammeShowView[]) {
  const [changes, setChanges] = useState(() => stored(stationId))
  const [before, setBefore] = useState<readonly Changes[]>([])
  const become = (next: Changes) => {
    keep(stationId, next)
    setChanges(next)
  }
  const change = (next: Changes) => {
    setBefore([...before, changes].slice(-MOST_UNDOS))
    become(next)
  }
  return {
    changes,
    place: (load: Load, slot: Slot, showId: string | undefined) => {
      const wanted = load.kind === 'new' ? (load.item.showId ?? showId) : showId
      const found = shows.find((one) => one.showId === wanted)
      const show = { showId: wanted, playoutShowId: found?.playoutShowId ?? null, title: found?.title ?? '' }
      change(withPlaced(changes, load, { slot, show }))
    },
    takeOut: (airing: Airing) => change(withTakenOut(changes, airing)),
    /** Undefined while there is nothing to take back. */
    undo:
      before.length === 0
        ? undefined
        : () => {
            become(before.at(-1) ?? NO_CHANGES)
            setBefore(before.slice(0, -1))
          },
    /** What is left over once the others were applied, or put away. */
    settle: (left: Changes) => {
      become(left)
      setBefore([])
    },
  }
}

export type Collecting = ReturnType<typeof useCollected>

function stored(stationId: number): Changes {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED + stationId) ?? '[]')
    return Array.isArray(kept) && kept.every(isChange) ? kept : NO_CHANGES
  } catch {
    return NO_CHANGES
  }
}

const isChange = (value: unknown): value is Changes[number] =>
  typeof value === 'object' && value !== null && 'do' in value && 'airing' in value && isAiring(value.airing)

const isAiring = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'airingId' in value && 'startsMs' in value && 'fit' in value

function keep(stationId: number, changes: Changes): void {
  if (changes.length === 0) localStorage.removeItem(STORED + stationId)
  else localStorage.setItem(STORED + stationId, JSON.stringify(changes))
}
