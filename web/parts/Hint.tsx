import { useEffect, useRef, useState, type CSSProperties, type ReactNode, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import styles from './Hint.module.css'

interface HintProps {
  /** Nothing is shown for an empty one. */
  text: string
  /** What it explains; the hint adds nothing to its accessible name, so that must say it too. */
  children: ReactNode
  side?: 'above' | 'right'
}

const DELAY_MS = 300
const GAP_PX = 6
const EDGE_PX = 8

/** A few words on hover, focus and touch; gone with Esc. Mantine's tooltip would bring 30 kB into the first load. */
export function Hint({ text, children, side = 'above' }: HintProps) {
  const anchor = useRef<HTMLSpanElement>(null)
  const timer = useRef(0)
  const [isOpen, setOpen] = useState(false)
  const close = () => {
    window.clearTimeout(timer.current)
    setOpen(false)
  }
  const openSoon = (delayMs: number) => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setOpen(true), delayMs)
  }
  useEffect(() => () => window.clearTimeout(timer.current), [])
  return (
    <span
      ref={anchor}
      role="presentation"
      className={styles.anchor}
      onPointerOver={() => openSoon(DELAY_MS)}
      onPointerOut={close}
      onFocus={(event) => event.target.matches(':focus-visible') && openSoon(0)}
      onBlur={close}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      {children}
      {isOpen && text !== '' && <Bubble text={text} side={side} anchor={anchor} />}
    </span>
  )
}

function Bubble({ text, side, anchor }: Pick<HintProps, 'text' | 'side'> & { anchor: RefObject<HTMLElement | null> }) {
  const bubble = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<CSSProperties>({ visibility: 'hidden' })
  useEffect(() => {
    const around = anchor.current?.firstElementChild
    if (around && bubble.current !== null)
      setPlace(placeOf(around.getBoundingClientRect(), bubble.current.getBoundingClientRect(), side ?? 'above'))
  }, [anchor, side])
  return createPortal(
    <div ref={bubble} className={styles.bubble} style={place} role="tooltip">
      {text}
    </div>,
    document.body,
  )
}

/** Above (or below, where there is no room), or at the right; always within the window. */
function placeOf(around: DOMRect, own: DOMRect, side: 'above' | 'right'): CSSProperties {
  const wanted =
    side === 'right'
      ? { left: around.right + GAP_PX, top: around.top + (around.height - own.height) / 2 }
      : { left: around.left + (around.width - own.width) / 2, top: around.top - own.height - GAP_PX }
  const top = wanted.top < EDGE_PX ? around.bottom + GAP_PX : wanted.top
  return { left: Math.max(EDGE_PX, Math.min(wanted.left, window.innerWidth - own.width - EDGE_PX)), top }
}
