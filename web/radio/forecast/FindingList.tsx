import { useNavigate } from '@tanstack/react-router'
import { IconAlertTriangle, IconFile, IconRefresh } from '@tabler/icons-react'
import type { ForecastFinding, ForecastView } from '../../../src/radio/watch/contract.ts'
import { formatClock, formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useWords } from '../../words.ts'
import { wallAt, writeClock } from '../planner/zone-clock.ts'
import { findingInWords } from './day-text.ts'
import styles from './forecast.module.css'

interface FindingListProps {
  forecast: ForecastView
  /** Of one day, or of all of them. */
  airDate: string | undefined
  onCompare: () => void
}

const SHOWN_MOST = 60

/** What is wrong, by time, each with the way to put it right. */
export function FindingList({ forecast, airDate, onCompare }: FindingListProps) {
  const say = useWords()
  const all = forecast.findings.filter((one) => airDate === undefined || one.airDate === airDate)
  const shown = all.slice(0, SHOWN_MOST)
  const more = all.length - shown.length + forecast.moreFindings
  const { at } = forecast.look
  return (
    <Panel
      title={say(airDate === undefined ? 'web.forecast.wrong' : 'web.forecast.wrongOnDay')}
      {...(at === null ? {} : { aside: say('web.forecast.checked', { time: formatClock(Date.parse(at)) }) })}
      isLined
      {...(more > 0 ? { footer: say('web.forecast.more', { n: formatNumber(more), count: more }) } : {})}
    >
      {shown.length === 0 && (
        <EmptyState title={say('web.forecast.allWell')}>{say('web.forecast.allWell.how')}</EmptyState>
      )}
      <ul className={styles.findings}>
        {shown.map((one) => (
          <Finding key={`${one.code} ${one.startsAt} ${one.rowId}`} {...{ one, forecast, onCompare }} />
        ))}
      </ul>
    </Panel>
  )
}

const iconOf = ({ code, fix }: ForecastFinding) =>
  code.startsWith('file-') ? IconFile : fix === 'compare' ? IconRefresh : IconAlertTriangle

interface FindingProps {
  one: ForecastFinding
  forecast: ForecastView
  onCompare: () => void
}

function Finding({ one, forecast, onCompare }: FindingProps) {
  const say = useWords()
  const { params, todo } = one.said
  const about = [params['title'], params['show']].find((word) => typeof word === 'string' && word !== '')
  return (
    <li className={styles.finding}>
      <span className={`tone-${one.level}`}>
        <Icon of={iconOf(one)} size={16} />
      </span>
      <div className="col gap2">
        <b>
          <span className="sr-only">{say(`web.forecast.level.${one.level}`)}: </span>
          {findingInWords(say, one, forecast.timeZone)}
        </b>
        <span className="t2 s13">{[about, todo].filter(Boolean).join('. ')}</span>
      </div>
      <Fix {...{ one, forecast, onCompare }} />
    </li>
  )
}

/** Where it is put right; what can only be done in LibreTime itself has no button. */
function Fix({ one, forecast, onCompare }: FindingProps) {
  const say = useWords()
  const navigate = useNavigate()
  if (one.fix === 'elsewhere') return null
  const open = (): void => (one.fix === 'compare' ? onCompare() : void navigate({ to: placeOf(one, forecast) }))
  return (
    <Button isSmall onClick={open}>
      {say(`web.forecast.fix.${one.fix === 'fill' && one.logId === null ? 'plan' : one.fix}`)}
    </Button>
  )
}

/** The log at that hour, the planner on that day, or the track. */
function placeOf({ fix, logId, airDate, startsAt, trackId }: ForecastFinding, forecast: ForecastView): string {
  const station = `station=${forecast.stationId}`
  if (fix === 'send-again') return `/radio/tracks?${station}&track=${trackId ?? ''}`
  if (logId === null) return `/radio/planner?${station}&day=${airDate}`
  const clock = writeClock(wallAt(Date.parse(startsAt), forecast.timeZone).secOfDay)
  return `/radio/logs?${station}&log=${logId}&hour=${clock.slice(0, 2)}&at=${clock}`
}
