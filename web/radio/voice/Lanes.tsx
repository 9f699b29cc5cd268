import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { NeighbourView } from '../../../src/radio/voice/contract.ts'
import { useWords } from '../../words.ts'
import styles from './voice.module.css'
import { inSeconds } from './wave.ts'

/** The stretch of the clock that is seen; its zero is where the voice begins. */
export interface Stretch {
  fromMs: number
  toMs: number
}

const shareOf = (ms: number, { fromMs, toMs }: Stretch): number => ((ms - fromMs) / (toMs - fromMs)) * 100

const TICKS = 8
const STEPS_MS = [1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000]

export function Ticks({ stretch }: { stretch: Stretch }) {
  const wide = (stretch.toMs - stretch.fromMs) / TICKS
  const step = STEPS_MS.find((one) => one >= wide) ?? 300_000
  const first = Math.ceil(stretch.fromMs / step) * step
  const count = Math.floor((stretch.toMs - first) / step) + 1
  return (
    <div className={`${styles.ticks} num`} aria-hidden>
      {Array.from({ length: count }, (_, index) => first + index * step).map((ms) => (
        <span key={ms} style={{ left: `${shareOf(ms, stretch)}%` }}>
          {ms > 0 ? '+' : ''}
          {ms < 0 ? '−' : ''}
          {Math.abs(ms) / 1000} s
        </span>
      ))}
    </div>
  )
}

export interface Wave {
  /** 0 to 1. */
  peaks: readonly number[]
  fromMs: number
  toMs: number
}

interface LaneProps {
  stretch: Stretch
  tone: 'before' | 'voice' | 'after'
  /** What is read aloud instead of the drawing. */
  name: string
  waves: readonly (Wave & { isLeftOut?: boolean })[]
  isRecording?: boolean
  children: ReactNode
}

const WIDTH = 1000
const HEIGHT = 80

/** One of three, on the same clock. */
export function Lane({ stretch, tone, name, waves, isRecording = false, children }: LaneProps) {
  return (
    <div className={styles.lane} data-tone={tone} data-recording={isRecording || undefined}>
      <span className={`${styles.laneName} s12`}>{children}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={name}>
        {waves.map((wave) => (
          <path key={wave.fromMs} d={barsOf(wave, stretch)} data-out={wave.isLeftOut || undefined} />
        ))}
      </svg>
    </div>
  )
}

function barsOf({ peaks, fromMs, toMs }: Wave, stretch: Stretch): string {
  const each = (toMs - fromMs) / Math.max(1, peaks.length)
  return peaks
    .map((peak, index) => {
      const x = (shareOf(fromMs + (index + 0.5) * each, stretch) / 100) * WIDTH
      const half = Math.max(0.6, Math.min(1, peak) * (HEIGHT / 2 - 4))
      return `M${x.toFixed(1)} ${(HEIGHT / 2 - half).toFixed(1)}v${(half * 2).toFixed(1)}`
    })
    .join('')
}

interface MarkerProps {
  stretch: Stretch
  atMs: number
  label: string
  tone?: 'warn' | undefined
  lane: 0 | 1 | 2 | 'head'
  /** Undefined: it only tells. */
  onMove?: ((ms: number) => void) | undefined
  least?: number
  most?: number
}

const STEP_MS = 100
/** Of the width: from there on the words stand at the left of the line. */
const FLIPPED = 72
const WIDE_STEP_MS = 1000

/** A line across the lanes. One that can be moved is dragged, or moved by the arrows; Shift makes ten times the way. */
export function Marker({ stretch, atMs, label, tone, lane, onMove, least = 0, most = stretch.toMs }: MarkerProps) {
  const say = useWords()
  const line = useRef<HTMLDivElement>(null)
  const place = { left: `${Math.min(100, Math.max(0, shareOf(atMs, stretch)))}%` }
  const words = (
    <span
      className={`${styles.markLabel} s11 num`}
      data-lane={lane}
      data-flipped={shareOf(atMs, stretch) > FLIPPED || undefined}
    >
      {label}
    </span>
  )
  if (onMove === undefined)
    return (
      <div className={styles.marker} data-tone={tone} style={place}>
        {words}
      </div>
    )
  const move = (ms: number): void => onMove(Math.round(Math.min(most, Math.max(least, ms))))
  const onKeyDown = (event: KeyboardEvent): void => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (way === undefined) return
    event.preventDefault()
    move(atMs + way * (event.shiftKey ? WIDE_STEP_MS : STEP_MS))
  }
  const follow = (clientX: number): void => {
    const area = line.current?.parentElement?.getBoundingClientRect()
    if (area !== undefined)
      move(stretch.fromMs + ((clientX - area.left) / area.width) * (stretch.toMs - stretch.fromMs))
  }
  return (
    <div ref={line} className={styles.marker} data-tone={tone} data-movable style={place}>
      <span
        className={styles.handle}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={least / 1000}
        aria-valuemax={most / 1000}
        aria-valuenow={atMs / 1000}
        aria-valuetext={say('web.voice.seconds', { seconds: inSeconds(atMs) })}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event.clientX)
        }}
      />
      {words}
    </div>
  )
}

/** What is heard there, in words. */
export function NeighbourName({ of, verb }: { of: NeighbourView | null; verb: string }) {
  const say = useWords()
  if (of === null) return <span className="t3">{say('web.voice.nothingThere')}</span>
  return (
    <>
      <span className={styles.type}>{of.typeCode ?? '–'}</span> <b>{of.title}</b> <span className="t2">{verb}</span>
    </>
  )
}
