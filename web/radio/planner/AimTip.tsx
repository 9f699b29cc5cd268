import { IconAlertTriangle, IconCheck, IconCircleX } from '@tabler/icons-react'
import { Icon } from '../../parts/Icon.tsx'
import { KeyHint } from '../../parts/small.tsx'
import { useWords, type Say } from '../../words.ts'
import type { Aim } from './aim.ts'
import { slotInWords, spanInWords } from './Blocks.tsx'
import type { Conflict } from './conflicts.ts'
import { fitInWords, lengthInWords, type Fit } from './fit.ts'
import styles from './planner.module.css'
import { titleOf } from './week-view.ts'
import type { Carried } from './use-carry.ts'
import { whenIn } from './use-changes.ts'

/** How much of the slot the audio fills: the rest is hatched, and what is cut is said. */
export function FitMeter({ fit }: { fit: Pick<Fit, 'kind' | 'slotMs' | 'audioMs' | 'shortMs' | 'cutMs'> }) {
  const say = useWords()
  const { kind, slotMs, audioMs } = fit
  const share = audioMs === null ? 0 : Math.min(1, audioMs / slotMs)
  return (
    <span className="col gap4">
      <span className={styles.meter} aria-hidden>
        <span className={styles.fills} style={{ width: `${share * 100}%` }} data-cut={kind === 'cut' || undefined} />
      </span>
      <span className="row s12 t2 num">
        <span>
          {audioMs === null
            ? say('web.planner.slotOf', { slot: lengthInWords(slotMs) })
            : say('web.planner.inSlot', { audio: lengthInWords(audioMs), slot: lengthInWords(slotMs) })}
        </span>
        <span className={`end nowrap ${kind === 'exact' ? '' : 'tone-warn'}`}>{fitInWords(fit)}</span>
      </span>
    </span>
  )
}

/** What stands in the way, in words: the first two by name. */
export function conflictsInWords(say: Say, conflicts: readonly Conflict[], timeZone: string): string {
  const named = [...new Set(conflicts.map((conflict) => conflictInWords(say, conflict, timeZone)))]
  const more = named.length - NAMED
  return [...named.slice(0, NAMED), ...(more > 0 ? [say('web.planner.conflict.more', { count: more })] : [])].join(' ')
}

const NAMED = 2

function conflictInWords(say: Say, conflict: Conflict, timeZone: string): string {
  const fill = { title: conflict.title, span: spanInWords(say, conflict, timeZone) }
  if (conflict.what === 'locked') return say('web.planner.conflict.locked')
  if (conflict.what === 'log') return say('web.planner.conflict.log', { ...fill, day: conflict.airDate ?? '' })
  if (conflict.isSameTrack) return say('web.planner.conflict.sameTrack', fill)
  return say(`web.planner.conflict.${conflict.what}`, fill)
}

interface AimTipProps {
  carried: Carried
  timeZone: string
}

/** What letting go would come to. */
export function AimTip({ carried: { load, aim, by }, timeZone }: AimTipProps) {
  const say = useWords()
  if (aim === null) return <span className="s13 t2">{say('web.planner.aim.nowhere', { title: titleOf(load) })}</span>
  const isClash = aim.conflicts.length > 0
  const title = isClash ? say('web.planner.aim.cant') : titleOf(load)
  return (
    <span className="col gap4">
      <span className="row">
        <span className={isClash ? 'tone-bad' : aim.fit.kind === 'exact' ? 'tone-ok' : 'tone-warn'}>
          <Icon of={isClash ? IconCircleX : aim.fit.kind === 'exact' ? IconCheck : IconAlertTriangle} />
        </span>
        <b className="cut">{title}</b>
        <span className="end">
          <KeyHint>Esc</KeyHint>
        </span>
      </span>
      <span className="s12 t2 num">{slotInWords(say, aim, timeZone)}</span>
      {isClash && <span className="s12 t2">{conflictsInWords(say, aim.conflicts, timeZone)}</span>}
      <FitMeter fit={aim.fit} />
      <Instead aim={aim} by={by} timeZone={timeZone} />
    </span>
  )
}

function Instead({ aim, by, timeZone }: { aim: Aim; by: Carried['by']; timeZone: string }) {
  const say = useWords()
  const isClash = aim.conflicts.length > 0
  if (isClash && aim.free === undefined) return null
  if (!isClash && by === 'pointer') return null
  return (
    <span className="row s12">
      <KeyHint>Enter</KeyHint>
      <span>
        {aim.free === undefined
          ? say('web.planner.aim.place')
          : say('web.planner.aim.instead', { when: whenIn(aim.free.startsMs, timeZone) })}
      </span>
    </span>
  )
}

const WIDTH_PX = 264
const HEIGHT_PX = 190
const AWAY_PX = 22

/** Beside the pointer, always within the window. */
export function FloatingTip({ carried, timeZone }: AimTipProps) {
  if (carried.point === undefined) return null
  const { x, y } = carried.point
  const left = x + AWAY_PX + WIDTH_PX > window.innerWidth ? x - AWAY_PX - WIDTH_PX : x + AWAY_PX
  const top = Math.max(8, Math.min(y + AWAY_PX, window.innerHeight - HEIGHT_PX))
  return (
    <div className={styles.tip} style={{ left: Math.max(8, left), top, width: WIDTH_PX }}>
      <AimTip carried={carried} timeZone={timeZone} />
    </div>
  )
}
