import { useEffect, useRef } from 'react'
import { IconAlertTriangle, IconCheck, IconLock, IconPlus } from '@tabler/icons-react'
import type { LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import { Icon } from '../../parts/Icon.tsx'
import { Button } from '../../parts/Button.tsx'
import { useWords, type Say } from '../../words.ts'
import { type HourOfDay, lengthIn, type Line, offsetIn } from './day-view.ts'
import { detailOf, hourClock, isSecond, titleOf } from './detail.ts'
import { GapRow } from './GapRow.tsx'
import styles from './logs.module.css'
import { TypeChip } from '../track-search/TypeChip.tsx'
import { type Editor, onEntryKey } from './use-editor.ts'

/** The hours of the day; those that are shown beside it are chosen, those with silence are red. */
export function HourRail({ editor }: { editor: Editor }) {
  const say = useWords()
  const { hours, first, many, day } = editor
  const rail = useRef<HTMLElement>(null)
  useEffect(() => {
    const open = rail.current?.querySelectorAll('button')[first]
    if (open) rail.current?.scrollTo({ left: open.offsetLeft - (rail.current.clientWidth - open.offsetWidth) / 2 })
  }, [first])
  return (
    <nav ref={rail} className={styles.rail} aria-label={say('web.logs.rail')}>
      {hours.map((one, index) => (
        <button
          key={one.hour.startsAt}
          type="button"
          data-hour={one.hour.name}
          data-drop={isHourAimed(editor, one.hour.name) || undefined}
          aria-current={index >= first && index < first + many ? 'true' : undefined}
          aria-label={`${hourClock(one.hour, day.timeZone)}, ${stateInWords(say, one)}`}
          onClick={() => editor.go(hours[Math.max(0, Math.min(index, hours.length - many))]?.hour.name ?? '')}
        >
          <span className="num">{one.hour.name}</span>
          <Fill of={one} />
        </button>
      ))}
    </nav>
  )
}

const isHourAimed = ({ drag }: Editor, name: string): boolean => {
  const where = drag.held?.where
  return where !== undefined && 'hour' in where && where.hour === name
}

/** Full, or how far it is filled. */
function Fill({ of: { hour, startsMs, endsMs } }: { of: HourOfDay }) {
  const share = Math.min(1, (hour.heardMs + hour.takenMs) / (endsMs - startsMs))
  const tone = hour.gapMs > 0 || hour.overMs > 0 ? 'bad' : hour.heardMs + hour.takenMs > 0 ? 'ok' : 'idle'
  return (
    <span className={styles.fill} data-tone={tone}>
      <span style={{ inlineSize: `${share * 100}%` }} />
    </span>
  )
}

function stateInWords(say: Say, { hour }: HourOfDay): string {
  if (hour.gapMs > 0) return say('web.logs.short', { time: lengthIn(hour.gapMs) })
  if (hour.overMs > 0) return say('web.logs.over', { time: lengthIn(hour.overMs) })
  return say('web.logs.toTheSecond')
}

export function HourColumns({ editor }: { editor: Editor }) {
  const { hours, first, many } = editor
  return (
    <div className={styles.hours} style={{ gridTemplateColumns: `repeat(${many}, minmax(0, 1fr))` }}>
      {hours.slice(first, first + many).map((one) => (
        <HourColumn key={one.hour.startsAt} of={one} editor={editor} />
      ))}
    </div>
  )
}

function HourColumn({ of, editor }: { of: HourOfDay; editor: Editor }) {
  const say = useWords()
  const { hour, lines } = of
  const isBad = hour.gapMs > 0 || hour.overMs > 0
  const clock = hourClock(hour, editor.day.timeZone)
  const firstGap = lines.find(({ kind }) => kind === 'gap')
  return (
    <section className={styles.hour} data-hour={hour.name} aria-label={say('web.logs.hour', { clock })}>
      <div className={styles.hourHead}>
        <div className="row">
          <h2 className="num">{clock}</h2>
          {isSecond(hour.name) && <span className="t2 s12 nowrap">{say('web.logs.hour.again')}</span>}
          {/* There is no room for both in the width of three hours. */}
          {!isSecond(hour.name) && <span className="t3 s12 num">{offsetIn(hour.heardMs + hour.takenMs)}</span>}
          <span className={`row gap4 end s12 nowrap ${isBad ? 'tone-bad' : 'tone-ok'}`}>
            <Icon of={isBad ? IconAlertTriangle : IconCheck} size={14} />
            {stateInWords(say, of)}
          </span>
        </div>
        <Fill of={of} />
      </div>
      <ol className={styles.lines}>
        {lines.map((line) => (
          <HourLine key={keyOf(line)} {...{ line, of, editor }} isFirstGap={line === firstGap} />
        ))}
      </ol>
      <div className={styles.hourEnd} data-drop={isHourAimed(editor, hour.name) || undefined}>
        {editor.whyNot === null && (
          <Button
            isSmall
            isWrite
            look="quiet"
            icon={IconPlus}
            onClick={() =>
              editor.setAsked({ kind: 'add', where: { hour: hour.name }, lengthMs: hour.gapMs || undefined })
            }
          >
            {say('web.logs.addAtEnd')}
          </Button>
        )}
      </div>
    </section>
  )
}

const keyOf = (line: Line): string =>
  line.kind === 'entry'
    ? `e${line.entry.entryId}`
    : line.kind === 'gap'
      ? `g${line.atMs}`
      : `t${line.taken.what}${line.taken.id}`

interface HourLineProps {
  line: Line
  of: HourOfDay
  editor: Editor
  isFirstGap: boolean
}

function HourLine({ line, of: { startsMs }, editor, isFirstGap }: HourLineProps) {
  const say = useWords()
  if (line.kind === 'entry')
    return (
      <li>
        <EntryRow entry={line.entry} offset={offsetIn(line.atMs - startsMs)} editor={editor} />
      </li>
    )
  if (line.kind === 'gap') return <GapRow gap={line.gap} startsMs={startsMs} editor={editor} isOpenFirst={isFirstGap} />
  const { taken, atMs, untilMs } = line
  return (
    <li className={styles.taken}>
      <span className="num">{offsetIn(atMs - startsMs)}</span>
      <span className="cut">
        {taken.title === '' ? say('web.logs.untitled') : taken.title}
        <small className="cut">{say(`web.logs.taken.${taken.what}`)}</small>
      </span>
      <span className="num">{lengthIn(untilMs - atMs)}</span>
    </li>
  )
}

interface EntryRowProps {
  entry: LogEntryView
  offset: string
  editor: Editor
}

/** One entry: a click chooses it, keys act on it, and it can be dragged. */
function EntryRow({ entry, offset, editor }: EntryRowProps) {
  const say = useWords()
  const { entryId, typeCode } = entry
  const { held } = editor.drag
  const where = held?.where
  const drop =
    where === undefined || 'hour' in where
      ? undefined
      : 'before' in where
        ? where.before === entryId && 'before'
        : where.after === entryId && 'after'
  const mark = editor.marks.get(entryId)
  return (
    <button
      type="button"
      className={styles.entry}
      data-entry={entryId}
      data-mark={mark}
      data-drop={drop || undefined}
      data-held={held?.entryId === entryId || undefined}
      data-silent={entry.startsAt === entry.endsAt || undefined}
      aria-pressed={editor.selected?.entryId === entryId}
      onClick={() => editor.select(entryId)}
      onKeyDown={(event) => onEntryKey(event, entry, editor)}
      onPointerDown={(event) => editor.whyNot === null && editor.drag.begin(event, entryId)}
    >
      <span className={styles.when}>
        <span className="num">{offset}</span>
        <TypeChip typeCode={typeCode} what={entry.what} />
      </span>
      <span className={styles.what}>
        <span className="cut">{titleOf(say, entry)}</span>
        <Detail entry={entry} editor={editor} />
        {mark !== undefined && <span className="sr-only">{say(`web.logs.mark.${mark}`)}</span>}
      </span>
      <span className={`${styles.length} num`}>{entry.what === 'note' ? '' : lengthIn(entry.lengthMs)}</span>
    </button>
  )
}

/** What is wrong with it, else what is worth knowing of it. */
function Detail({ entry, editor }: { entry: LogEntryView; editor: Editor }) {
  const say = useWords()
  const finding = editor.findings.get(entry.entryId)
  if (finding !== undefined && finding.severity !== 'notice')
    return (
      <small className={`cut ${finding.severity === 'stopper' ? 'tone-bad' : 'tone-warn'}`} title={finding.text}>
        {finding.text}
      </small>
    )
  return (
    <small className="cut">
      {entry.startType === 'hard' && <Icon of={IconLock} size={11} />}
      {detailOf(say, entry)}
    </small>
  )
}
