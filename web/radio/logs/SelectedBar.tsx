import { Link } from '@tanstack/react-router'
import {
  IconArrowDown,
  IconArrowUp,
  IconMicrophone,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlus,
  IconReplace,
  IconTrash,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { Button, buttonClass } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useToastLift } from '../../parts/use-toast-lift.ts'
import { StateLine } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { detailOf, exactClock, titleOf } from './detail.ts'
import { stepOf } from './day-view.ts'
import styles from './logs.module.css'
import type { Editor } from './use-editor.ts'
import { routes } from './use-logs.ts'

/** What was chosen, why it stands there, and everything that can be done with it by buttons. */
export function SelectedBar({ editor }: { editor: Editor }) {
  const say = useWords()
  const { selected, player, day } = editor
  const bar = useToastLift<HTMLElement>()
  return (
    <>
      {player.entry !== undefined && <PlayerBar editor={editor} />}
      {selected !== undefined && (
        <section ref={bar} className={styles.bar} aria-label={say('web.logs.chosen')}>
          <div className="row wrap">
            <span className="s13 grow break">
              <b>
                {say('web.logs.chosen.at', {
                  title: titleOf(say, selected),
                  time: exactClock(selected.startsAt, day.timeZone),
                })}
              </b>{' '}
              <span className="t2">{detailOf(say, selected)}</span>
            </span>
            <Acts entry={selected} editor={editor} />
          </div>
          {editor.isWhyOpen && <WhyIt entry={selected} editor={editor} />}
        </section>
      )}
    </>
  )
}

interface ActsProps {
  entry: LogEntryView
  editor: Editor
}

function Acts({ entry, editor }: ActsProps) {
  const say = useWords()
  const { player } = editor
  const isPlaying = player.entry?.entryId === entry.entryId
  return (
    <span className="row gap4 wrap">
      <Button
        isSmall
        isIconOnly
        icon={isPlaying ? IconPlayerStop : IconPlayerPlay}
        whyNot={entry.trackId === null ? say('web.logs.noAudio') : null}
        onClick={() => player.toggle(entry)}
      >
        {say(isPlaying ? 'web.logs.stop' : 'web.logs.play')}
      </Button>
      <Edits entry={entry} editor={editor} />
      {entry.what === 'voice' && (
        <Link
          to="/radio/voice"
          search={{
            station: String(editor.day.stationId),
            day: editor.day.airDate,
            link: String(entry.entryId),
          }}
          className={buttonClass('plain', true)}
        >
          <Icon of={IconMicrophone} size={14} />
          <span>{say('web.logs.record')}</span>
        </Link>
      )}
      <Button isSmall isPressed={editor.isWhyOpen} onClick={() => editor.setWhyOpen(!editor.isWhyOpen)}>
        {say('web.logs.why')}
      </Button>
    </span>
  )
}

function Edits({ entry, editor }: ActsProps) {
  const say = useWords()
  const { whyNot, hours, step, setAsked, remove } = editor
  const { entryId } = entry
  const ends = (direction: 'up' | 'down') =>
    whyNot ?? (stepOf(hours, entryId, direction) === undefined ? say('web.logs.noFurther') : null)
  const isNote = entry.what === 'note'
  const add = () => setAsked({ kind: 'add', where: { after: entryId }, lengthMs: undefined, beside: entry })
  return (
    <>
      <Act of={IconArrowUp} whyNot={ends('up')} onClick={() => step(entryId, 'up')} word="moveUp" />
      <Act of={IconArrowDown} whyNot={ends('down')} onClick={() => step(entryId, 'down')} word="moveDown" />
      <Act of={IconPlus} whyNot={whyNot} onClick={add} word="addBeside" />
      <Act
        of={IconReplace}
        whyNot={whyNot ?? (isNote ? say('web.logs.noAudio') : null)}
        onClick={() => setAsked({ kind: 'replace', entry })}
        word="replace"
      />
      <Act of={IconPencil} whyNot={whyNot} onClick={() => setAsked({ kind: 'change', entry })} word="change" />
      <Act of={IconTrash} whyNot={whyNot} onClick={() => remove(entry)} word="remove" />
    </>
  )
}

interface ActProps {
  of: TablerIcon
  word: 'moveUp' | 'moveDown' | 'addBeside' | 'replace' | 'change' | 'remove'
  whyNot: string | null
  onClick: () => void
}

function Act({ of, word, whyNot, onClick }: ActProps) {
  const say = useWords()
  return (
    <Button isSmall isIconOnly isWrite icon={of} whyNot={whyNot} onClick={onClick}>
      {say(`web.logs.${word}`)}
    </Button>
  )
}

function WhyIt({ entry, editor }: { entry: LogEntryView; editor: Editor }) {
  const say = useWords()
  const params = { logId: editor.day.logId, entryId: entry.entryId }
  const read = useRead(routes.why, { params }, { isEnabled: entry.hasWhy })
  const why = read.data?.entryId === entry.entryId ? read.data : undefined
  if (!entry.hasWhy) return <p className="s13 t2">{say('web.logs.why.byHand')}</p>
  if (read.error !== null)
    return <p className="s13 tone-bad">{read.error.problem.detail ?? read.error.problem.title}</p>
  if (why === undefined) return <p className="s13 t2">{say('web.logs.why.reading')}</p>
  return (
    <div className="s13 t2">
      <b>{why.chose}</b>
      {why.broken.map((text) => (
        <p key={text} className="tone-warn">
          {say('web.logs.why.broken', { text })}
        </p>
      ))}
      {why.blocked.map(({ trackId, title, text }) => (
        <p key={trackId}>{say('web.logs.why.blocked', { title, text })}</p>
      ))}
    </div>
  )
}

function PlayerBar({ editor: { player, day } }: { editor: Editor }) {
  const say = useWords()
  const { entry, src, element, on, isBroken, stop } = player
  if (entry === undefined) return null
  return (
    <section className={styles.playing} aria-label={say('web.logs.player')}>
      <span className="row s13">
        <b className="cut grow">
          {say('web.logs.chosen.at', { title: entry.title, time: exactClock(entry.startsAt, day.timeZone) })}
        </b>
        <Button isSmall isIconOnly look="quiet" icon={IconPlayerStop} onClick={stop}>
          {say('web.logs.stop')}
        </Button>
      </span>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- What is played on the radio has no captions. */}
      <audio ref={element} className={styles.player} controls autoPlay preload="auto" src={src} {...on} />
      {isBroken && <StateLine state="failed" cause={say('web.logs.unplayable')} />}
    </section>
  )
}
