import { useRef, useState, type PointerEvent } from 'react'
import { followPointer, type Point } from '../planner/pointer-drag.ts'
import type { Where } from './day-view.ts'

export interface Held {
  entryId: number
  where: Where | undefined
}

/** Where something let go at a point would go: beside an entry, or at the end of an hour. */
function whereAt({ x, y }: Point, heldId: number): Where | undefined {
  const under = document.elementFromPoint(x, y)
  const row = under?.closest<HTMLElement>('[data-entry]')
  if (row) {
    const entryId = Number(row.dataset['entry'])
    if (entryId === heldId) return undefined
    const { top, height } = row.getBoundingClientRect()
    return y < top + height / 2 ? { before: entryId } : { after: entryId }
  }
  const hour = under?.closest<HTMLElement>('[data-hour]')?.dataset['hour']
  return hour === undefined ? undefined : { hour }
}

/** An entry that is dragged with the mouse or a finger, and the line where it would go. */
export function useDrag(onDrop: (entryId: number, where: Where) => void) {
  const [held, setHeld] = useState<Held | undefined>()
  const now = useRef<Held | undefined>(undefined)
  const hold = (next: Held | undefined) => {
    now.current = next
    setHeld(next)
  }
  const drop = () => {
    const { entryId, where } = now.current ?? {}
    hold(undefined)
    if (entryId !== undefined && where !== undefined) onDrop(entryId, where)
  }
  const begin = (event: PointerEvent, entryId: number) => {
    if (event.button !== 0) return
    followPointer(event.nativeEvent, {
      onStart: () => hold({ entryId, where: undefined }),
      onMove: (point) => hold({ entryId, where: whereAt(point, entryId) }),
      onDrop: drop,
      onEnter: drop,
      onCancel: () => hold(undefined),
    })
  }
  return { held, begin }
}

export type Drag = ReturnType<typeof useDrag>
