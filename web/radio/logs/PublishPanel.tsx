import { IconRefresh, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import type { PublishPreview } from '../../../src/radio/logs/publish/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import { Changes, type Filter, Notes, Stoppers } from './Changes.tsx'
import { hourClock } from './detail.ts'
import { InTheWay, TakeOverDialog } from './InTheWay.tsx'
import styles from './publish.module.css'
import { PublicationNow, Publications } from './Publications.tsx'
import type { Editor } from './use-editor.ts'
import type { Publishing } from './use-publishing.ts'

interface PublishPanelProps {
  publishing: Publishing
  editor: Editor
  station: StationView
  /** Brings a silence into sight, with what fits it. */
  onFill: (at: string) => void
}

/** What would change at the playout, what stands in the way, and the way there. */
export function PublishPanel({ publishing, editor, station, onFill }: PublishPanelProps) {
  const say = useWords()
  const { preview, hour, error, may, canLook } = publishing
  const { timeZone } = editor.day
  const title =
    hour === undefined ? say('web.logs.preview') : say('web.logs.preview.hour', { hour: hourClock(hour, timeZone) })
  if (station.libraryConnectionId === null)
    return (
      <Panel title={say('web.logs.preview')}>
        <p className="pad s13 t2">{say('web.logs.noPlayout')}</p>
      </Panel>
    )
  return (
    <Panel title={title} actions={<World publishing={publishing} />}>
      {error !== null && (
        <div className="pad">
          <ProblemPanel error={error} />
        </div>
      )}
      <PublicationNow publishing={publishing} timeZone={timeZone} />
      {preview !== undefined && <Preview {...{ preview, publishing, editor, onFill }} />}
      {preview === undefined && !publishing.isLooking && may && (
        <p className="pad s13 t2">{say(canLook ? 'web.logs.notCompared' : 'web.logs.nothingToPublish')}</p>
      )}
      {may && canLook && <Foot publishing={publishing} editor={editor} />}
      <Publications publishing={publishing} timeZone={timeZone} />
    </Panel>
  )
}

const clockOf = (at: string, timeZone: string): string => clockIn(Date.parse(at), timeZone)

/** Whether what is shown is still so. */
function World({ publishing: { preview, isOld, isLooking } }: { publishing: Publishing }) {
  const say = useWords()
  if (isLooking) return <StateChip state="running" word={say('web.logs.looking')} />
  if (preview === undefined) return null
  if (isOld) return <StateChip state="needsYou" word={say('web.logs.logChanged')} />
  const { changedOutside } = preview.counts
  return changedOutside > 0 ? (
    <StateChip state="needsYou" word={say('web.logs.changedOutside', { count: changedOutside })} />
  ) : (
    <StateChip state="done" word={say('web.logs.worldUnchanged')} />
  )
}

const ACTS = ['add', 'replace', 'remove', 'keep'] as const

interface PreviewProps {
  preview: PublishPreview
  publishing: Publishing
  editor: Editor
  onFill: (at: string) => void
}

function Preview({ preview, publishing, editor, onFill }: PreviewProps) {
  const say = useWords()
  const [filter, setFilter] = useState<Filter>('all')
  const { counts, changes, stoppers } = preview
  const { timeZone } = editor.day
  const first = editor.hours[editor.first]
  return (
    <>
      <div className={styles.counts}>
        {ACTS.map((act) => (
          <span key={act} data-act={act}>
            <b className="num">{formatNumber(counts[act])}</b>
            <span>{say(`web.logs.count.${act}`)}</span>
          </span>
        ))}
      </div>
      <div className={styles.filter}>
        <Segmented
          name={say('web.logs.filter')}
          value={filter}
          onChange={setFilter}
          options={[
            { value: 'all', label: say('web.logs.filter.all', { n: formatNumber(changes.length) }) },
            ...(first === undefined ? [] : [{ value: 'hour' as const, label: hourClock(first.hour, timeZone) }]),
            { value: 'removals', label: say('web.logs.filter.removals') },
          ]}
        />
        {stoppers.length > 0 && (
          <StateChip state="failed" word={say('web.logs.stopIt', { count: stoppers.length })} isBare />
        )}
      </div>
      <div className={styles.rows} tabIndex={0} role="region" aria-label={say('web.logs.changes')}>
        <Stoppers {...{ stoppers, publishing, timeZone, onFill }} onShow={(entryId) => editor.select(entryId, true)} />
        <Notes notes={preview.notes} timeZone={timeZone} />
        <Changes {...{ changes, filter, timeZone }} hour={first} />
      </div>
      <InTheWay {...{ preview, publishing, timeZone }} />
      <p className={styles.about}>{aboutOf(say, preview, timeZone)}</p>
    </>
  )
}

function aboutOf(say: ReturnType<typeof useWords>, { counts, readAt }: PublishPreview, timeZone: string): string {
  return [
    say('web.logs.read', { time: clockOf(readAt, timeZone) }),
    ...(counts.foreign > 0 ? [say('web.logs.foreign', { count: counts.foreign })] : []),
    ...(counts.tooLate > 0 ? [say('web.logs.tooLate', { count: counts.tooLate })] : []),
    ...(counts.windows > 0 ? [say('web.logs.windows', { count: counts.windows })] : []),
  ].join(' ')
}

/** Why it can't be published as it stands; names the first thing that stops it. */
function useWhyNot({ preview, isOld, isLooking, isRunning }: Publishing): string | null {
  const say = useWords()
  if (isRunning) return say('web.logs.publishingNow')
  if (isLooking) return say('web.logs.looking')
  if (preview === undefined) return say('web.logs.notCompared')
  const [stopper] = preview.stoppers
  if (stopper !== undefined) return say('web.logs.stoppedBy', { why: stopper.text, count: preview.stoppers.length })
  if (isOld) return say('web.logs.logChanged')
  return preview.planId === null ? say('web.logs.isEqual') : null
}

function Foot({ publishing, editor }: { publishing: Publishing; editor: Editor }) {
  const say = useWords()
  const whyNot = useWhyNot(publishing)
  const [isAsking, setAsking] = useState(false)
  const { hour, ask, isRunning, isLooking } = publishing
  const goes = publishing.preview?.inTheWay.filter(({ isTaken }) => isTaken) ?? []
  const { timeZone } = editor.day
  const selected = editor.hours.find(({ hour: one }) => one.startsAt === editor.selected?.hourStartsAt)
  const offered = selected ?? editor.hours[editor.first]
  const busy = isRunning ? say('web.logs.publishingNow') : isLooking ? say('web.logs.looking') : null
  return (
    <div className={styles.foot}>
      <Button
        look="primary"
        isWrite
        icon={IconSend}
        whyNot={whyNot}
        onClick={() => (goes.length > 0 ? setAsking(true) : publishing.publish())}
      >
        {hour === undefined
          ? say('web.logs.publishDay')
          : say('web.logs.publishHour', { hour: hourClock(hour, timeZone) })}
      </Button>
      {hour === undefined && offered !== undefined && (
        <Button
          whyNot={busy}
          onClick={() => ask({ hour: { startsAt: offered.hour.startsAt, name: offered.hour.name } })}
        >
          {say('web.logs.onlyHour', { hour: hourClock(offered.hour, timeZone) })}
        </Button>
      )}
      {hour !== undefined && (
        <Button whyNot={busy} onClick={() => ask({ hour: undefined })}>
          {say('web.logs.wholeDay')}
        </Button>
      )}
      <Button isIconOnly icon={IconRefresh} whyNot={busy} onClick={() => ask()}>
        {say('web.logs.lookAgain')}
      </Button>
      <TakeOverDialog
        rows={goes}
        timeZone={timeZone}
        isOpen={isAsking && goes.length > 0}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          publishing.publish()
        }}
      />
    </div>
  )
}
