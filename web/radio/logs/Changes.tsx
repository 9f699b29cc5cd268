import { IconCircleX, IconMicrophone, IconMinus, IconPlus, IconRefresh } from '@tabler/icons-react'
import type { PublishPreview } from '../../../src/radio/logs/publish/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import type { HourOfDay } from './day-view.ts'
import { exactClock } from './detail.ts'
import styles from './publish.module.css'
import type { Publishing } from './use-publishing.ts'

export type Filter = 'all' | 'hour' | 'removals'

const SHOWN = 200

interface StoppersProps {
  stoppers: PublishPreview['stoppers']
  publishing: Publishing
  timeZone: string
  onFill: (at: string) => void
  /** Chooses an entry and brings it into sight. */
  onShow: (entryId: number) => void
}

/** What stops a publication. A silence can be filled, or meant. */
export function Stoppers({ stoppers, publishing, timeZone, onFill, onShow }: StoppersProps) {
  const say = useWords()
  const silences = stoppers.filter(({ canAccept }) => canAccept).map(({ at }) => at)
  const accept = (more: readonly string[]) => publishing.ask({ accepted: [...publishing.accepted, ...more] })
  return (
    <>
      {silences.length > 1 && (
        <div className={styles.all}>
          <Button isSmall look="quiet" onClick={() => accept(silences)}>
            {say('web.logs.acceptAll', { count: silences.length })}
          </Button>
        </div>
      )}
      <ul>
        {stoppers.slice(0, SHOWN).map(({ at, text, why, todo, canAccept, entryId }) => (
          <li key={`${at}${text}${entryId}`} className={styles.change} data-act="stop">
            <Icon of={IconCircleX} size={14} />
            <span className="num">{exactClock(at, timeZone)}</span>
            <b className="break">{text}</b>
            {(why ?? todo) !== undefined && <small>{[why, todo].filter(Boolean).join(' ')}</small>}
            {entryId !== null && (
              <span className={styles.acts}>
                <Button isSmall onClick={() => onShow(entryId)}>
                  {say('web.logs.show')}
                </Button>
              </span>
            )}
            {canAccept && (
              <span className={`${styles.acts} row gap4`}>
                <Button isSmall onClick={() => onFill(at)}>
                  {say('web.logs.fill')}
                </Button>
                <Button isSmall look="quiet" onClick={() => accept([at])}>
                  {say('web.logs.accept')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

interface NotesProps {
  notes: PublishPreview['notes']
  timeZone: string
}

/** What is heard otherwise than in the studio: said before it is published, and no hindrance. */
export function Notes({ notes, timeZone }: NotesProps) {
  if (notes.length === 0) return null
  return (
    <ul>
      {notes.slice(0, SHOWN).map(({ at, text, entryId }) => (
        <li key={entryId} className={styles.change} data-act="note">
          <Icon of={IconMicrophone} size={14} />
          <span className="num">{exactClock(at, timeZone)}</span>
          <span className="break">{text}</span>
        </li>
      ))}
    </ul>
  )
}

const ICONS = { add: IconPlus, replace: IconRefresh, remove: IconMinus } as const

interface ChangesProps {
  changes: PublishPreview['changes']
  filter: Filter
  hour: HourOfDay | undefined
  timeZone: string
}

/** What would be sent, by time. */
export function Changes({ changes, filter, hour, timeZone }: ChangesProps) {
  const say = useWords()
  const shown = changes.filter(({ act, startsAt }) => {
    if (filter === 'removals') return act === 'remove'
    const at = Date.parse(startsAt)
    return filter === 'all' || (hour !== undefined && at >= hour.startsMs && at < hour.endsMs)
  })
  if (shown.length === 0) return <p className="pad s13 t2">{say('web.logs.noChange')}</p>
  return (
    <ul>
      {shown.slice(0, SHOWN).map(({ act, startsAt, title, before }) => (
        <li key={`${act}${startsAt}${title}`} className={styles.change} data-act={act}>
          <Icon of={ICONS[act]} size={14} />
          <span className="num t2">{exactClock(startsAt, timeZone)}</span>
          <b className="cut">{title}</b>
          <span className="sr-only">{say(`web.logs.count.${act}`)}</span>
          {act === 'replace' && before !== null && <small>{say('web.logs.insteadOf', { title: before })}</small>}
        </li>
      ))}
      {shown.length > SHOWN && (
        <li className="pad s12 t3">{say('web.logs.andMore', { count: shown.length - SHOWN })}</li>
      )}
    </ul>
  )
}
