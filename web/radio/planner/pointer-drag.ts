const THRESHOLD_PX = 4
/** A finger that rests so long picks up; one that moves before scrolls. */
const REST_MS = 400
const FINGER_MAY_SHAKE_PX = 8

export interface Point {
  x: number
  y: number
  /** Shift is held: in smaller steps. */
  isFine: boolean
}

interface Drag {
  onStart: (at: Point) => void
  onMove: (at: Point) => void
  onDrop: () => void
  onCancel: () => void
  /** Enter, while it is held. */
  onEnter: () => void
}

type Press = Pick<PointerEvent, 'clientX' | 'clientY' | 'pointerType' | 'pointerId' | 'shiftKey'>

const pointOf = (event: Pick<PointerEvent, 'clientX' | 'clientY' | 'shiftKey'>): Point => ({
  x: event.clientX,
  y: event.clientY,
  isFine: event.shiftKey,
})

/** Follows a press until it is let go: a click stays a click, and with a finger the page can still be scrolled. */
export function followPointer(press: Press, drag: Drag): void {
  const ends = new AbortController()
  const { signal } = ends
  let isDragging = false
  let last = pointOf(press)
  const isTouch = press.pointerType === 'touch'
  const start = () => {
    isDragging = true
    document.documentElement.style.cursor = 'grabbing'
    // Where it was taken, not where it is by now.
    drag.onStart(pointOf(press))
    drag.onMove(last)
  }
  const timer = isTouch ? window.setTimeout(start, REST_MS) : 0
  const end = (act?: () => void) => {
    window.clearTimeout(timer)
    document.documentElement.style.cursor = ''
    ends.abort()
    if (isDragging) act?.()
  }
  const move = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return
    last = pointOf(event)
    const far = Math.hypot(last.x - press.clientX, last.y - press.clientY)
    if (isDragging) drag.onMove(last)
    else if (isTouch && far > FINGER_MAY_SHAKE_PX) end()
    else if (!isTouch && far > THRESHOLD_PX) start()
  }
  window.addEventListener('pointermove', move, { signal })
  window.addEventListener('pointerup', () => end(swallowClickThen(drag.onDrop)), { signal })
  window.addEventListener('pointercancel', () => end(drag.onCancel), { signal })
  window.addEventListener('blur', () => end(drag.onCancel), { signal })
  window.addEventListener('keydown', (event) => isDragging && onKey(event, { drag, end }), { signal, capture: true })
  window.addEventListener('touchmove', (event) => isDragging && event.preventDefault(), { signal, passive: false })
  window.addEventListener('contextmenu', (event) => isTouch && event.preventDefault(), { signal })
  window.addEventListener('selectstart', (event) => event.preventDefault(), { signal })
}

function onKey(event: KeyboardEvent, { drag, end }: { drag: Drag; end: (act: () => void) => void }): void {
  if (event.key !== 'Escape' && event.key !== 'Enter') return
  event.preventDefault()
  event.stopPropagation()
  end(event.key === 'Escape' ? drag.onCancel : drag.onEnter)
}

/** What was dragged is not clicked as well when it is let go. */
const swallowClickThen = (act: () => void) => () => {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation()
    event.preventDefault()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }))
  act()
}
