import type { KeyboardEvent, PointerEvent } from 'react'
import { useWords } from '../../words.ts'
import { AiringBlock, OthersBlock, spanInWords, WindowBack } from './Blocks.tsx'
import type { Conflict } from './conflicts.ts'
import type { Axis, Column } from './day-axis.ts'
import { fitInWords } from './fit.ts'
import { type ForeignBlock } from './foreign-blocks.ts'
import { inLane, inLanes, placeOf } from './places.ts'
import styles from './grid.module.css'
import type { Carried } from './use-carry.ts'
import type { Pending } from './use-changes.ts'
import { type Airing, type Load, titleOf, touches, type Week } from './week-view.ts'
import { dayInWords } from './zone-clock.ts'

export interface ColumnTools {
  week: Week
  axis: Axis
  blocks: readonly ForeignBlock[]
  nowMs: number
  carried: Carried | undefined
  pending: readonly Pending[]
  mayChange: boolean
  tabStop: number | undefined
  onOpen: (airing: Airing) => void
  onDrag: (press: PointerEvent, load: Load) => void
  onKeyDown: (event: KeyboardEvent, airing: Airing) => void
}

/** One day of the calendar, as long as it is. */
export function DayColumn({ column, index, ...tools }: ColumnTools & { column: Column; index: number }) {
  const { axis, week } = tools
  const { day } = column
  return (
    <div className={styles.day} data-column={index} role="group" aria-label={dayInWords(day.airDate)}>
      <Ground column={column} axis={axis} />
      <Shade column={column} {...tools} />
      {week.windows
        .filter((window) => touches(window, day))
        .map((window) => {
          const place = placeOf(window, column, axis)
          const isHit = isHitBy(tools.carried, 'window', window.windowId)
          return (
            place !== undefined && (
              <WindowBack key={window.windowId} window={window} timeZone={week.timeZone} place={place} isHit={isHit} />
            )
          )
        })}
      <Content column={column} {...tools} />
      <Ghosts column={column} {...tools} />
    </div>
  )
}

/** What this day does not have of the axis. */
function Ground({ column, axis }: { column: Column; axis: Axis }) {
  const say = useWords()
  return column.gaps.map(({ fromMin, minutes, kind }) => (
    <div
      key={fromMin}
      className={styles.gap}
      data-kind={kind}
      style={{ top: `${(fromMin / axis.minutes) * 100}%`, height: `${(minutes / axis.minutes) * 100}%` }}
    >
      <span className="cut" aria-hidden>
        {say(kind === 'skipped' ? 'web.planner.gap.skipped' : 'web.planner.gap.other-day')}
      </span>
      <span className="sr-only">{say(kind === 'skipped' ? 'web.planner.skippedHour' : 'web.planner.notThisDay')}</span>
    </div>
  ))
}

/** What is over, what is too near to be changed, and the line of now. */
function Shade({ column, axis, nowMs, week }: ColumnTools & { column: Column }) {
  const { startsMs, endsMs } = column.day
  const past = placeOf({ startsMs, endsMs: Math.min(endsMs, nowMs) }, column, axis)
  const lock = placeOf({ startsMs: nowMs, endsMs: nowMs + week.lockMs }, column, axis)
  return (
    <>
      {past !== undefined && <div className={styles.past} style={past.style} />}
      {lock !== undefined && <div className={styles.lock} style={lock.style} />}
      {lock !== undefined && nowMs >= startsMs && (
        <div className={styles.now} data-now style={{ top: lock.style.top }} />
      )}
    </>
  )
}

function Content({ column, axis, week, ...tools }: ColumnTools & { column: Column }) {
  const airings = week.airings.filter((airing) => touches(airing, column.day))
  const blocks = tools.blocks.filter((block) => touches(block, column.day))
  const lanes = inLanes<Airing | ForeignBlock>([...airings, ...blocks])
  const held = tools.carried?.load
  return (
    <>
      {blocks.map((block) => {
        const place = placeOf(block, column, axis)
        if (place === undefined) return null
        const isHit = [...block.rowIds].some((id) => isHitBy(tools.carried, block.log === null ? 'row' : 'log', id))
        const laid = inLane(place, lanes.get(block))
        return <OthersBlock key={block.id} block={block} timeZone={week.timeZone} place={laid} isHit={isHit} />
      })}
      {airings.map((airing) => {
        const place = placeOf(airing, column, axis)
        if (place === undefined) return null
        const isHeld = held !== undefined && held.kind !== 'new' && held.airing.airingId === airing.airingId
        return (
          <AiringBlock
            key={airing.airingId}
            airing={airing}
            timeZone={week.timeZone}
            place={inLane(place, lanes.get(airing))}
            isBusy={isHeld || tools.pending.some(({ airingId }) => airingId === airing.airingId)}
            isHit={
              isHitBy(tools.carried, 'airing', airing.airingId) ||
              (airing.rowId !== null && isHitBy(tools.carried, 'airing', airing.rowId))
            }
            mayChange={tools.mayChange}
            isTabStop={tools.tabStop === airing.airingId}
            onOpen={() => tools.onOpen(airing)}
            onDrag={tools.onDrag}
            onKeyDown={(event) => tools.onKeyDown(event, airing)}
          />
        )
      })}
    </>
  )
}

/** What is held, where it could go instead, and what is on its way to the playout. */
function Ghosts({ column, axis, carried, pending, week }: ColumnTools & { column: Column }) {
  const say = useWords()
  const aim = carried?.aim ?? null
  const ghost = aim === null ? undefined : placeOf(aim, column, axis)
  const free = aim?.free === undefined ? undefined : placeOf(aim.free, column, axis)
  return (
    <>
      {pending.map((change) => {
        const place = placeOf(change, column, axis)
        return (
          place !== undefined && (
            <div key={change.id} className={styles.pending} style={place.style}>
              <b className="cut">{change.title}</b>
              <span className="cut">{say('web.planner.underWay')}</span>
            </div>
          )
        )
      })}
      {free !== undefined && aim?.free !== undefined && (
        <div className={styles.free} style={free.style}>
          <span className="cut">{say('web.planner.nearestFree')}</span>
          <span className="cut">{spanInWords(say, aim.free, week.timeZone)}</span>
        </div>
      )}
      {carried !== undefined && aim !== null && ghost !== undefined && (
        <div
          className={styles.ghost}
          style={ghost.style}
          data-ghost
          data-look={aim.conflicts.length > 0 ? 'clash' : aim.fit.kind === 'exact' ? 'fits' : 'amiss'}
        >
          <b className="cut">{titleOf(carried.load)}</b>
          <span className="cut num">{spanInWords(say, aim, week.timeZone)}</span>
          <span className="cut">{fitInWords(aim.fit)}</span>
        </div>
      )}
    </>
  )
}

/** A row of ours is told of as its airing, by the id of the row. */
const isHitBy = (carried: Carried | undefined, what: Conflict['what'], id: number): boolean =>
  carried?.aim?.conflicts.some((conflict) => conflict.what === what && conflict.id === id) ?? false
