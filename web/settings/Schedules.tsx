import { Link } from '@tanstack/react-router'
import { IconPencil, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { jobRoutes, type ScheduleView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatMoment, ownTimeZone } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { EDIT_KEYS, NO_KEYS } from '../parts/act-keys.ts'
import { Button } from '../parts/Button.tsx'
import { useKeys } from '../parts/keyboard.ts'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useNow } from '../parts/use-now.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { timesInWords } from './cron-words.ts'
import { ScheduleForm } from './ScheduleForm.tsx'
import styles from './rows.module.css'

const routes = jobRoutes.routes

/** What runs by the clock. */
export function Schedules() {
  const say = useWords()
  useKeys(useMay('jobs:write') ? EDIT_KEYS : NO_KEYS)
  // A quiet job that was started by the clock moves the next time without an event.
  const schedules = useRead(routes.listSchedules, {}, { everyMs: 30_000 })
  return (
    <Page title={say('web.nav.settings.schedules')} subtitle={say('web.schedules.subtitle')}>
      <Panel name={say('web.nav.settings.schedules')}>
        {schedules.error !== null && (
          <PanelBody>
            <ProblemPanel error={schedules.error} onRetry={() => void schedules.refetch()} />
          </PanelBody>
        )}
        <ul className={styles.rows}>
          {(schedules.data?.items ?? []).map((schedule) => (
            <ScheduleRow key={schedule.scheduleId} schedule={schedule} />
          ))}
          {schedules.data?.items.length === 0 && <li className="s13 t2">{say('web.schedules.none')}</li>}
        </ul>
      </Panel>
    </Page>
  )
}

function ScheduleRow({ schedule }: { schedule: ScheduleView }) {
  const say = useWords()
  const [isOpen, setOpen] = useState(false)
  const { title, cron, timeZone, isEnabled } = schedule
  const inWords = timesInWords(cron)
  return (
    <li>
      <span className="col gap2 grow">
        <b>{title}</b>
        <span className="s13 t2">
          {inWords ?? <code className="mono">{cron}</code>}, {timeZone}
        </span>
        <span className="s12 t3">
          {inWords !== undefined && <code className="mono">{cron} </code>}
          {schedule.isChanged && (
            <span>{say('web.schedules.changed', { cron: schedule.defaultCron, zone: schedule.defaultTimeZone })} </span>
          )}
          <Times schedule={schedule} />
        </span>
      </span>
      <StateChip
        state={isEnabled ? 'done' : 'waiting'}
        word={say(isEnabled ? 'web.config.on' : 'web.schedules.paused')}
        isBare
      />
      <Acts schedule={schedule} onChange={() => setOpen(true)} isOpen={isOpen} />
      {isOpen && <ScheduleForm schedule={schedule} onClose={() => setOpen(false)} />}
    </li>
  )
}

function Times({ schedule: { nextAt, lastAt, lastJobId, isEnabled, timeZone } }: { schedule: ScheduleView }) {
  const say = useWords()
  const nowMs = useNow()
  const isOurZone = timeZone === ownTimeZone()
  return (
    <>
      {isEnabled && nextAt !== null && (
        <span>
          {say(isOurZone ? 'web.schedules.next' : 'web.schedules.nextYours', {
            time: formatMoment(Date.parse(nextAt), nowMs),
          })}
        </span>
      )}
      {lastAt !== null && lastJobId !== null && (
        <>
          {' '}
          <Link to="/activity" search={{ job: String(lastJobId) }}>
            {say('web.schedules.last')}
          </Link>{' '}
          <Ago at={lastAt} isSentence />
        </>
      )}
    </>
  )
}

interface ActsProps {
  schedule: ScheduleView
  isOpen: boolean
  onChange: () => void
}

function Acts({ schedule: { scheduleId, isEnabled }, isOpen, onChange }: ActsProps) {
  const say = useWords()
  const mayWrite = useMay('jobs:write')
  const change = useAct(routes.changeSchedule)
  const run = useAct(routes.runSchedule)
  const params = { scheduleId }
  const error = change.error ?? run.error
  if (!mayWrite) return null
  return (
    <>
      {!isOpen && (
        <Button isSmall keys="e" icon={IconPencil} onClick={onChange}>
          {say('web.schedules.change')}
        </Button>
      )}
      <Button
        isSmall
        isWrite
        icon={isEnabled ? IconPlayerPause : IconPlayerPlay}
        onClick={() => change.mutate({ params, body: { isEnabled: !isEnabled } })}
      >
        {say(isEnabled ? 'web.schedules.pause' : 'web.schedules.resume')}
      </Button>
      <Button isSmall isWrite icon={IconPlayerPlay} onClick={() => run.mutate({ params })}>
        {say('web.schedules.run')}
      </Button>
      {run.data !== undefined && (
        <span className="s13" role="status">
          <Link to="/activity" search={{ job: String(run.data.runId) }}>
            {say('web.schedules.started')}
          </Link>
        </span>
      )}
      {error !== null && <ProblemPanel error={error} />}
    </>
  )
}
