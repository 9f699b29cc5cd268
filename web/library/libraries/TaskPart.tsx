import { useDebouncedValue } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { IconPlayerPlay } from '@tabler/icons-react'
import type { LibraryTaskView, LibraryView } from '../../../src/library/libraries/contract.ts'
import { jobRoutes } from '../../../src/jobs/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatMoment } from '../../format.ts'
import { useConnection } from '../../live/connection.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { TextField } from '../../parts/fields.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useMay } from '../../session/use-session.ts'
import { timesInWords } from '../../settings/cron-words.ts'
import { useWords } from '../../words.ts'
import { libraries } from '../use-library.ts'
import styles from './libraries.module.css'
import { errorOf, type PartProps } from './SettingsParts.tsx'

/** While somebody types, the server is not asked about every letter. */
const PAUSE_MS = 250

interface TaskPartProps extends PartProps {
  library: LibraryView
  task: LibraryTaskView
}

/** What is done by the clock: when, the next and the last time, and the button for now. */
export function TaskPart({ draft, error, isLocked, onChange, library, task }: TaskPartProps) {
  const say = useWords()
  const name = task.task
  const cron = draft.schedules[name]
  return (
    <div className={`${styles.block} ${styles.task}`}>
      <span className="col gap2">
        <b>{say(`library.task.${name}`)}</b>
        <span className="s12 t2">{say(`web.library.task.${name}.what`)}</span>
        <Times task={task} isEnabled={library.isEnabled} />
      </span>
      <span className="col gap4">
        <TextField
          name={say('web.library.task.when', { task: say(`library.task.${name}`) })}
          placeholder={say('web.library.task.never')}
          value={cron}
          isMono
          isLocked={isLocked}
          onChange={(next) => onChange({ schedules: { ...draft.schedules, [name]: next } })}
          {...errorOf(fieldError(error, `/settings/schedules/${name}`))}
        />
        <InWords cron={cron} />
      </span>
      <RunNow library={library} task={task} />
    </div>
  )
}

function InWords({ cron: typed }: { cron: string }) {
  const say = useWords()
  const [cron] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const { serverZone } = useConnection()
  const nowMs = useNow()
  const coming = useRead(
    jobRoutes.routes.listTimes,
    { query: { cron, timeZone: serverZone } },
    { isEnabled: cron !== '' },
  )
  const words = timesInWords(cron)
  if (cron === '') return <span className="s12 t3">{say('web.library.task.byHand')}</span>
  const [next] = coming.data?.times ?? []
  if (coming.error !== null)
    return <span className="s12 tone-bad">{fieldError(coming.error, 'cron') ?? coming.error.problem.title}</span>
  return (
    <span className="s12 t3">
      {words ?? (next !== undefined && say('web.schedules.next', { time: formatMoment(Date.parse(next), nowMs) }))}
    </span>
  )
}

function Times({ task: { nextAt, lastAt, lastRunId }, isEnabled }: { task: LibraryTaskView; isEnabled: boolean }) {
  const say = useWords()
  const nowMs = useNow()
  return (
    <span className="s12 t3">
      {isEnabled && nextAt !== null && say('web.library.scan.next', { time: formatMoment(Date.parse(nextAt), nowMs) })}
      {!isEnabled && say('web.library.task.off')}
      {lastAt !== null && (
        <>
          {' '}
          {lastRunId === null ? (
            say('web.library.scan.last')
          ) : (
            <Link to="/activity" search={{ job: String(lastRunId) }}>
              {say('web.library.task.lastRun')}
            </Link>
          )}{' '}
          <Ago at={lastAt} isSentence />
        </>
      )}
    </span>
  )
}

function RunNow({ library: { libraryId }, task: { task } }: Pick<TaskPartProps, 'library' | 'task'>) {
  const say = useWords()
  const mayRun = useMay('jobs:write')
  const run = useAct(libraries.runTask)
  if (!mayRun) return null
  return (
    <span className="col gap4">
      <Button isSmall isWrite icon={IconPlayerPlay} onClick={() => run.mutate({ params: { libraryId, task } })}>
        {say('web.library.task.now')}
      </Button>
      {run.data !== undefined && (
        <span className="s12" role="status">
          <Link to="/activity" search={{ job: String(run.data.runId) }}>
            {say('web.library.task.started')}
          </Link>
        </span>
      )}
      {run.error !== null && <ProblemPanel error={run.error} />}
    </span>
  )
}
