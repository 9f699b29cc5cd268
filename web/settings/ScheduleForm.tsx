import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { jobRoutes, type ScheduleView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatMoment, ownTimeZone } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/fields.tsx'
import { useNow } from '../parts/use-now.ts'
import { fieldError, fieldErrorCount } from '../api/field-errors.ts'
import { useWords } from '../words.ts'
import { timesInWords } from './cron-words.ts'
import styles from './rows.module.css'

const routes = jobRoutes.routes
/** While somebody types, the server is not asked about every letter. */
const PAUSE_MS = 250

interface ScheduleFormProps {
  schedule: ScheduleView
  onClose: () => void
}

/** When a schedule runs, with the next times before anything is saved, and the way back. */
export function ScheduleForm({ schedule, onClose }: ScheduleFormProps) {
  const say = useWords()
  const [cron, setCron] = useState(schedule.cron)
  const [timeZone, setTimeZone] = useState(schedule.timeZone)
  const [query] = useDebouncedValue({ cron, timeZone }, PAUSE_MS)
  const coming = useRead(routes.listTimes, { query })
  const save = useAct(routes.changeSchedule, onClose)
  const params = { scheduleId: schedule.scheduleId }
  const wrong = (field: 'cron' | 'timeZone') => fieldError(save.error, `/${field}`) ?? fieldError(coming.error, field)
  const failed = save.error ?? coming.error
  const send = (timing: { cron: string | null; timeZone: string | null }) => save.mutate({ params, body: timing })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        send({ cron, timeZone })
      }}
    >
      <div className={styles.pair}>
        <TextField
          label={say('web.schedules.when')}
          value={cron}
          onChange={setCron}
          isMono
          hasFocus
          hint={say('web.schedules.when.hint')}
          {...errorOf(wrong('cron'))}
        />
        <TextField
          label={say('web.schedules.zone')}
          value={timeZone}
          onChange={setTimeZone}
          hint={say('web.schedules.zone.hint')}
          {...errorOf(wrong('timeZone'))}
        />
      </div>
      {coming.error === null && <Coming cron={query.cron} times={coming.data?.times ?? []} />}
      {failed !== null && fieldErrorCount(failed) === 0 && <ProblemPanel error={failed} />}
      <div className="row wrap gap4">
        <Button isSmall look="primary" type="submit" isWrite>
          {say('web.schedules.save')}
        </Button>
        <Button isSmall onClick={onClose}>
          {say('web.cancel')}
        </Button>
        {schedule.isChanged && (
          <Button isSmall look="quiet" isWrite onClick={() => send({ cron: null, timeZone: null })}>
            {say('web.schedules.reset')}
          </Button>
        )}
      </div>
    </form>
  )
}

const errorOf = (error: string | undefined) => (error === undefined ? {} : { error })

/** The next times in words, in the reader's own time. */
function Coming({ cron, times }: { cron: string; times: readonly string[] }) {
  const say = useWords()
  const nowMs = useNow()
  const inWords = timesInWords(cron.trim())
  return (
    <div className="col gap2 s13" aria-live="polite">
      {inWords !== undefined && <b>{inWords}</b>}
      <span className="t2">{say('web.schedules.coming', { zone: ownTimeZone() })}</span>
      <ul className={styles.times} aria-label={say('web.schedules.times')}>
        {times.map((time) => (
          <li key={time}>{formatMoment(Date.parse(time), nowMs)}</li>
        ))}
      </ul>
    </div>
  )
}
