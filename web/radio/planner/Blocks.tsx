import {
  IconAlertTriangle,
  IconBroadcast,
  IconCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconLink,
  IconListDetails,
  IconLock,
  IconPencil,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react'
import type { AiringState } from '../../../src/radio/planner/contract.ts'
import { Icon } from '../../parts/Icon.tsx'
import { useWords, type Say } from '../../words.ts'
import { fitInWords } from './fit.ts'
import styles from './grid.module.css'
import type { ForeignBlock } from './foreign-blocks.ts'
import type { Load, Airing, Window } from './week-view.ts'
import type { Slot } from './day-axis.ts'
import { clockIn, dayInWords, wallAt } from './zone-clock.ts'

/** Where a block stands in its column, in shares of it. */
export interface Place {
  style: CSSProperties
  /** A mere line has no room for text, `tiny` and `small` have room for a line of it. */
  size: 'line' | 'tiny' | 'small' | 'full'
}

const LOOKS: Record<AiringState, { icon: TablerIcon; tone: string }> = {
  planned: { icon: IconClock, tone: 'tone-idle' },
  verified: { icon: IconCheck, tone: 'tone-ok' },
  airing: { icon: IconBroadcast, tone: 'tone-run' },
  aired: { icon: IconCheck, tone: 'tone-ok' },
  missed: { icon: IconCircleX, tone: 'tone-bad' },
  cancelling: { icon: IconCircleMinus, tone: 'tone-warn' },
  cancelled: { icon: IconCircleMinus, tone: 'tone-idle' },
}

/** The state of an airing, with what is wrong with it first. */
export function stateOf(say: Say, airing: Pick<Airing, 'state' | 'needsRepair' | 'isUnapplied'>) {
  if (airing.isUnapplied === true) return { icon: IconPencil, tone: 'tone-idle', word: say('web.planner.notApplied') }
  if (airing.needsRepair) return { icon: IconAlertTriangle, tone: 'tone-warn', word: say('web.planner.notInLine') }
  return { ...LOOKS[airing.state], word: say(`web.planner.state.${airing.state}`) }
}

export const spanInWords = (say: Say, { startsMs, endsMs }: Slot, timeZone: string): string =>
  say('web.planner.fromTo', { from: clockIn(startsMs, timeZone), to: clockIn(endsMs, timeZone) })

/** Wed 18 November, 14:00 to 15:00 */
export const slotInWords = (say: Say, slot: Slot, timeZone: string): string =>
  say('web.planner.when', {
    day: dayInWords(wallAt(slot.startsMs, timeZone).airDate),
    time: spanInWords(say, slot, timeZone),
  })

/** What is heard of an airing besides what stands in its block. */
export function moreInWords(say: Say, { rebroadcast: { number, of }, reason }: Airing): string {
  const more = [
    ...(of > 1 ? [say('web.planner.airingOf', { number, of })] : []),
    ...(reason === null ? [] : [reason.text]),
  ]
  return more.map((part) => `, ${part}`).join('')
}

interface AiringBlockProps {
  airing: Airing
  timeZone: string
  place: Place
  /** It is in the hand, or a change of it is under way. */
  isBusy: boolean
  /** It stands in the way of what is held. */
  isHit: boolean
  mayChange: boolean
  isTabStop: boolean
  onOpen: () => void
  onDrag: (press: PointerEvent, load: Load) => void
  onKeyDown: (event: KeyboardEvent) => void
}

/** One airing of ours: what, state and fit; it is dragged as a whole, or at its end. */
export function AiringBlock({ airing, timeZone, place, ...props }: AiringBlockProps) {
  const say = useWords()
  const { icon, tone, word } = stateOf(say, airing)
  const canMove = props.mayChange && airing.can.move && !props.isBusy
  const { kind } = airing.fit
  return (
    <button
      type="button"
      className={styles.airing}
      style={place.style}
      data-block
      data-airing={airing.airingId}
      data-size={place.size}
      data-state={airing.state}
      data-kind={airing.episodeId === null ? 'track' : 'episode'}
      data-trouble={airing.needsRepair || airing.state === 'missed' || undefined}
      data-busy={props.isBusy || undefined}
      data-hit={props.isHit || undefined}
      data-movable={canMove || undefined}
      tabIndex={props.isTabStop ? 0 : -1}
      aria-keyshortcuts={canMove ? 'p l Delete' : undefined}
      onClick={props.onOpen}
      onKeyDown={props.onKeyDown}
      onPointerDown={(press) => canMove && props.onDrag(press, { kind: 'move', airing })}
    >
      <b className="cut">{airing.title}</b>
      <span className="sr-only">{`, ${slotInWords(say, airing, timeZone)}, `}</span>
      <span className={styles.line}>
        <span className={tone}>
          <Icon of={icon} size={12} />
        </span>
        <span className="cut">{word}</span>
      </span>
      <span className={styles.line}>
        <span className="sr-only">, </span>
        <span className={`cut ${kind === 'cut' ? 'tone-warn' : ''}`}>{fitInWords(airing.fit)}</span>
      </span>
      <span className="sr-only">{moreInWords(say, airing)}</span>
      {canMove && (
        <span
          className={styles.handle}
          aria-hidden
          onPointerDown={(press) => {
            press.stopPropagation()
            props.onDrag(press, { kind: 'resize', airing })
          }}
        />
      )}
    </button>
  )
}

/** What others or a log have there: seen, never moved here. What a log has leads to its day. */
export function OthersBlock({
  block,
  timeZone,
  place,
  isHit,
}: {
  block: ForeignBlock
  timeZone: string
  place: Place
  isHit: boolean
}) {
  const say = useWords()
  const title = block.count > 1 ? say('web.planner.items', { count: block.count }) : block.title
  const troubles = block.troubles.map((trouble) => say(`web.planner.trouble.${trouble}`))
  const whose = whoseInWords(say, block)
  const all = [title, spanInWords(say, block, timeZone), whose, ...troubles].join(', ')
  const inside = (
    <>
      <span className="sr-only">{all}</span>
      <span className={styles.line} aria-hidden>
        <Icon
          of={troubles.length > 0 ? IconAlertTriangle : block.log === null ? IconLock : IconListDetails}
          size={11}
        />
        <span className="cut">{block.log === null ? title : say('web.planner.inLog', { title })}</span>
      </span>
    </>
  )
  const looks = {
    className: styles.others,
    style: place.style,
    'data-size': place.size,
    'data-hit': isHit || undefined,
    title: all,
  }
  if (block.log === null) return <div {...looks}>{inside}</div>
  return (
    <Link
      {...looks}
      data-log={block.log.logId}
      tabIndex={-1}
      to="/radio/logs"
      search={{ log: String(block.log.logId) }}
    >
      {inside}
    </Link>
  )
}

export const whoseInWords = (say: Say, { log }: Pick<ForeignBlock, 'log'>): string =>
  log === null ? say('web.planner.notOurs') : say('web.planner.ofLog', { day: dayInWords(log.airDate) })

/** A show's window at the playout, behind what stands in it. */
export function WindowBack({
  window,
  timeZone,
  place,
  isHit,
}: {
  window: Window
  timeZone: string
  place: Place
  isHit: boolean
}) {
  const say = useWords()
  const words = [
    say('web.planner.window', { title: window.showTitle }),
    spanInWords(say, window, timeZone),
    ...(window.isLinked ? [say('web.planner.linked')] : []),
  ].join(', ')
  return (
    <div
      className={styles.window}
      style={place.style}
      data-size={place.size}
      data-linked={window.isLinked || undefined}
      data-hit={isHit || undefined}
      title={words}
    >
      <span className="sr-only">{words}</span>
      <span className={styles.line} aria-hidden>
        {window.isLinked && <Icon of={IconLink} size={11} />}
        <span className="cut">{window.showTitle}</span>
      </span>
    </div>
  )
}
