import { Icon } from '../../parts/Icon.tsx'
import { Link } from '@tanstack/react-router'
import { IconListDetails, IconLock } from '@tabler/icons-react'
import { Panel, PanelRows } from '../../parts/Panel.tsx'
import { useWords } from '../../words.ts'
import { moreInWords, spanInWords, stateOf, whoseInWords } from './Blocks.tsx'
import type { CalendarDay } from './day-axis.ts'
import { fitInWords, lengthInWords } from './fit.ts'
import { useForeignBlocks, type ForeignBlock } from './foreign-blocks.ts'
import styles from './planner.module.css'
import { type Airing, touches, type Week } from './week-view.ts'
import { clockIn, dayInWords, zoneName } from './zone-clock.ts'

interface DayListProps {
  week: Week
  days: readonly CalendarDay[]
  onOpen: (airing: Airing) => void
}

/** The same days as plain lists: for phones, for large text, and for who would rather read. */
export function DayList({ week, days, onOpen }: DayListProps) {
  const say = useWords()
  const blocks = useForeignBlocks(week)
  return days.map((day) => {
    const items: (Airing | ForeignBlock)[] = [...week.airings, ...blocks]
      .filter((item) => touches(item, day))
      .toSorted((a, b) => a.startsMs - b.startsMs)
    const change =
      day.change === null ? '' : say(day.change.byMinutes > 0 ? 'web.planner.clocksForward' : 'web.planner.clocksBack')
    return (
      <Panel
        key={day.airDate}
        title={dayInWords(day.airDate)}
        aside={[zoneName(day.startsMs, week.timeZone), change].filter(Boolean).join(', ')}
        isLined
      >
        {items.length === 0 ? (
          <p className="s13 t2 pad">{say('web.planner.emptyDay')}</p>
        ) : (
          <PanelRows>
            {items.map((item) =>
              'airingId' in item ? (
                <AiringRow key={`a${item.airingId}`} airing={item} timeZone={week.timeZone} onOpen={onOpen} />
              ) : (
                <OthersRow key={`r${item.id}`} block={item} timeZone={week.timeZone} />
              ),
            )}
          </PanelRows>
        )}
      </Panel>
    )
  })
}

function AiringRow({
  airing,
  timeZone,
  onOpen,
}: {
  airing: Airing
  timeZone: string
  onOpen: (airing: Airing) => void
}) {
  const say = useWords()
  const { icon, tone, word } = stateOf(say, airing)
  return (
    <button
      type="button"
      className={styles.row}
      data-airing={airing.airingId}
      data-kind={airing.episodeId === null ? 'track' : 'episode'}
      onClick={() => onOpen(airing)}
    >
      <span className="num t2 s13">{clockIn(airing.startsMs, timeZone)}</span>
      <span className="col gap2">
        <b className="break">{airing.title}</b>
        <span className="s12 t2">
          {lengthInWords(airing.endsMs - airing.startsMs)}, {fitInWords(airing.fit)}
        </span>
      </span>
      <span className={`row gap4 s12 nowrap ${tone}`}>
        <Icon of={icon} size={14} />
        {word}
        <span className="sr-only">{moreInWords(say, airing)}</span>
      </span>
    </button>
  )
}

function OthersRow({ block, timeZone }: { block: ForeignBlock; timeZone: string }) {
  const say = useWords()
  const inside = (
    <>
      <span className="num t2 s13">{clockIn(block.startsMs, timeZone)}</span>
      <span className="col gap2">
        <span className="break">
          {block.count > 1 ? say('web.planner.items', { count: block.count }) : block.title}
        </span>
        <span className="s12 t3">{spanInWords(say, block, timeZone)}</span>
      </span>
      <span className="row gap4 s12 nowrap t3">
        <Icon of={block.log === null ? IconLock : IconListDetails} size={14} />
        {whoseInWords(say, block)}
      </span>
    </>
  )
  if (block.log !== null)
    return (
      <Link className={styles.row} data-kind="log" to="/radio/logs" search={{ log: String(block.log.logId) }}>
        {inside}
      </Link>
    )
  return (
    <div className={styles.row} data-kind="others">
      {inside}
    </div>
  )
}
