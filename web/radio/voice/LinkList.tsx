import { IconAlertTriangle, IconCheck, IconClock, IconMicrophone, type Icon as TablerIcon } from '@tabler/icons-react'
import type { LinkView, VoiceDayView } from '../../../src/radio/voice/contract.ts'
import { Icon } from '../../parts/Icon.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useWords, type Say } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import styles from './voice.module.css'
import { inSeconds } from './wave.ts'

const ICONS: Record<LinkView['state'], TablerIcon> = {
  'to-record': IconMicrophone,
  'not-chosen': IconMicrophone,
  'not-verified': IconClock,
  failed: IconAlertTriangle,
  verified: IconCheck,
}

interface LinkListProps {
  day: VoiceDayView
  open: LinkView
  onOpen: (link: LinkView) => void
}

/** The links of the day, by time; beside each what it still needs. */
export function LinkList({ day, open, onOpen }: LinkListProps) {
  const say = useWords()
  const done = day.links.filter(({ isInLog }) => isInLog).length
  return (
    <Panel title={say('web.voice.links')} aside={say('web.voice.done', { done, count: day.links.length })} isLined>
      <ul className={styles.links}>
        {day.links.map((link) => (
          <li key={link.entryId}>
            <button
              type="button"
              aria-current={link.entryId === open.entryId ? 'true' : undefined}
              onClick={() => onOpen(link)}
            >
              <span className="num t2">{clockIn(Date.parse(link.startsAt), day.timeZone).slice(0, 5)}</span>
              <span className="col gap2 grow">
                <b className="cut">{link.title}</b>
                <span className="s12 t2">{stateInWords(say, link)}</span>
              </span>
              <span className={styles.mark} data-state={link.state}>
                <Icon of={ICONS[link.state]} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open.notes.length > 0 && (
        <div className="pad lined">
          <h3>{say('web.voice.notes', { title: open.title })}</h3>
          {open.notes.map((note) => (
            <p key={note} className="s13 t2 break">
              {note}
            </p>
          ))}
        </div>
      )}
      {day.withoutPlace.length > 0 && (
        <p className="pad lined s12 t2">{say('web.voice.withoutPlace', { count: day.withoutPlace.length })}</p>
      )}
    </Panel>
  )
}

function stateInWords(say: Say, { state, takes, lengthMs }: LinkView): string {
  if (state === 'to-record')
    return lengthMs > 0 ? say('web.voice.wants', { seconds: inSeconds(lengthMs) }) : say('web.voice.state.to-record')
  const chosen = takes.find(({ isChosen }) => isChosen)
  if (state === 'verified' && chosen !== undefined)
    return say('web.voice.take', { number: chosen.number, seconds: inSeconds(chosen.lengthMs) })
  return say(`web.voice.state.${state}`)
}
