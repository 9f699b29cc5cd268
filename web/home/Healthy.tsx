import { Link } from '@tanstack/react-router'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { connectionRoutes, type DoctorReport } from '../../src/connections/contract.ts'
import { jobRoutes } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatBytes, formatDuration } from '../format.ts'
import { useConnection } from '../live/connection.ts'
import { Bar } from '../parts/Bar.tsx'
import { bySeverity, Check, Checks, Fine } from '../parts/Findings.tsx'
import { Panel, PanelBody, Question } from '../parts/Panel.tsx'
import { useWords, type Say } from '../words.ts'
import styles from './Home.module.css'

type Finding = DoctorReport['checks'][number]['findings'][number]
/** The doctor asks others and the disk, which tell nobody when they change. */
const EVERY_MS = 60_000
/** A clock this far from the browser's is worth a word. */
const CLOCK_OFF_MS = 5000
const DISK_TIGHT = 0.95

/** What the doctor found wrong, worst first, and what is fine as a count; then disk, live data and clock. */
export function Healthy() {
  const say = useWords()
  const doctor = useRead(connectionRoutes.routes.runDoctor, {}, { everyMs: EVERY_MS })
  const { state, serverAheadMs } = useConnection()
  const isPaused = useIsPaused()
  const findings = bySeverity(doctor.data?.checks.flatMap((check) => check.findings) ?? [])
  const fine = findings.filter((finding) => finding.level === 'ok')
  return (
    <Panel
      name={say('web.home.healthy')}
      footer={
        <Link to="/connections/{-$connectionId}" className="end s12">
          {say('web.nav.connections')}
        </Link>
      }
    >
      <Question
        asks={say('web.home.healthy')}
        answer={answerOf(say, doctor.data === undefined ? null : findings, isPaused)}
      />
      {doctor.error !== null && (
        <PanelBody>
          <ProblemPanel error={doctor.error} onRetry={() => void doctor.refetch()} />
        </PanelBody>
      )}
      <Checks>
        {isPaused && <Check health="warn" name={say('web.home.paused')} todo={say('web.home.paused.todo')} />}
        {findings
          .filter((finding) => finding.level !== 'ok')
          .map((finding, index) => (
            <Check key={index} health={finding.level} name={finding.said.text} todo={finding.said.todo} />
          ))}
        {fine.length > 0 && <Fine findings={fine} />}
      </Checks>
      <Checks isLined>
        <Disk />
        <Check
          health={state === 'live' ? 'ok' : 'warn'}
          name={say('web.home.stream')}
          value={say(`web.connection.${state}`)}
        />
        <Check
          health={Math.abs(serverAheadMs) < CLOCK_OFF_MS ? 'ok' : 'warn'}
          name={say('web.home.clock')}
          value={say('web.home.clockOff', { time: formatDuration(Math.abs(serverAheadMs)) })}
        />
      </Checks>
    </Panel>
  )
}

/** Somebody holds all the queues: nothing is wrong, and nothing goes on. */
function useIsPaused(): boolean {
  const queues = useRead(jobRoutes.routes.listQueues, {}).data?.items ?? []
  return queues.length > 0 && queues.every((queue) => queue.isPaused)
}

function answerOf(say: Say, findings: readonly Finding[] | null, isPaused: boolean): string {
  if (findings === null) return say('web.home.looking')
  const bad = findings.filter((finding) => finding.level === 'bad').length
  const warn = findings.filter((finding) => finding.level === 'warn').length + Number(isPaused)
  if (bad > 0) return say('web.home.broken', { count: bad })
  return warn > 0 ? say('web.home.toLookAt', { count: warn }) : say('web.home.allWell')
}

function Disk() {
  const say = useWords()
  // Other programs fill the disk, too.
  const storage = useRead(archiveRoutes.routes.getStorage, {}, { everyMs: 300_000 })
  if (storage.data === undefined) return null
  const { diskBytes, freeBytes } = storage.data
  const share = diskBytes === 0 ? 0 : (diskBytes - freeBytes) / diskBytes
  const free = say('web.home.free', { size: formatBytes(freeBytes) })
  return (
    <div className={styles.disk}>
      <Bar name={say('web.home.disk')} value={free} parts={[{ share, tone: share > DISK_TIGHT ? 'warn' : 'idle' }]} />
      <div className="row s12 t3 num">
        <span>{say('web.home.disk')}</span>
        <span className="end">{free}</span>
      </div>
    </div>
  )
}
