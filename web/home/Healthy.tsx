import { IconAlertTriangle, IconCheck, IconChevronDown, IconCircleX } from '@tabler/icons-react'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { connectionRoutes, type DoctorReport } from '../../src/connections/contract.ts'
import { jobRoutes } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatBytes, formatDuration } from '../format.ts'
import { useConnection } from '../live/connection.ts'
import { Bar } from '../parts/Bar.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel, PanelBody, Question } from '../parts/Panel.tsx'
import { useWords, type Say } from '../words.ts'
import styles from './Home.module.css'

type Health = 'ok' | 'warn' | 'bad'
type Finding = DoctorReport['checks'][number]['findings'][number]
const ICONS = { ok: IconCheck, warn: IconAlertTriangle, bad: IconCircleX }
const EVERY_MS = 60_000
const RANK: readonly Health[] = ['bad', 'warn', 'ok']
/** A clock this far from the browser's is worth a word. */
const CLOCK_OFF_MS = 5000
const DISK_TIGHT = 0.95

/** What the doctor found wrong, worst first, and what is fine as a count; then disk, live data and clock. */
export function Healthy() {
  const say = useWords()
  const doctor = useRead(connectionRoutes.routes.runDoctor, {}, { everyMs: EVERY_MS })
  const { state, serverAheadMs } = useConnection()
  const isPaused = useIsPaused()
  const findings = sorted(doctor.data)
  const fine = findings.filter((finding) => finding.level === 'ok')
  return (
    <Panel name={say('web.home.healthy')}>
      <Question
        asks={say('web.home.healthy')}
        answer={answerOf(say, doctor.data === undefined ? null : findings, isPaused)}
      />
      {doctor.error !== null && (
        <PanelBody>
          <ProblemPanel error={doctor.error} onRetry={() => void doctor.refetch()} />
        </PanelBody>
      )}
      <div className={styles.checks}>
        {isPaused && <Check health="warn" name={say('web.home.paused')} todo={say('web.home.paused.todo')} />}
        {findings
          .filter((finding) => finding.level !== 'ok')
          .map((finding, index) => (
            <Check key={index} health={finding.level} name={finding.said.text} todo={finding.said.todo} />
          ))}
        {fine.length > 0 && <Fine findings={fine} />}
      </div>
      <div className={`${styles.checks} lined`}>
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
      </div>
    </Panel>
  )
}

/** Somebody holds all the queues: nothing is wrong, and nothing goes on. */
function useIsPaused(): boolean {
  const queues = useRead(jobRoutes.routes.listQueues, {}).data?.items ?? []
  return queues.length > 0 && queues.every((queue) => queue.isPaused)
}

const sorted = (report: DoctorReport | undefined): readonly Finding[] =>
  (report?.checks.flatMap((check) => check.findings) ?? []).toSorted(
    (a, b) => RANK.indexOf(a.level) - RANK.indexOf(b.level),
  )

function answerOf(say: Say, findings: readonly Finding[] | null, isPaused: boolean): string {
  if (findings === null) return say('web.home.looking')
  const bad = findings.filter((finding) => finding.level === 'bad').length
  const warn = findings.filter((finding) => finding.level === 'warn').length + Number(isPaused)
  if (bad > 0) return say('web.home.broken', { count: bad })
  return warn > 0 ? say('web.home.toLookAt', { count: warn }) : say('web.home.allWell')
}

/** Good news in one line; opened it says all of them. */
function Fine({ findings }: { findings: readonly Finding[] }) {
  const say = useWords()
  return (
    <details className={styles.fine}>
      <summary className={styles.check}>
        <span className="tone-ok">
          <Icon of={ICONS.ok} size={15} />
        </span>
        <span>{say('web.home.fine', { count: findings.length })}</span>
        <span className={styles.more}>
          <Icon of={IconChevronDown} size={15} />
        </span>
      </summary>
      {findings.map((finding, index) => (
        <Check key={index} health="ok" name={finding.said.text} />
      ))}
    </details>
  )
}

interface CheckProps {
  health: Health
  name: string
  value?: string
  todo?: string | undefined
}

function Check({ health, name, value, todo }: CheckProps) {
  const say = useWords()
  return (
    <div className={styles.check}>
      <span className={`tone-${health}`}>
        <Icon of={ICONS[health]} size={15} />
        <span className="sr-only">{say(`web.health.${health}`)}</span>
      </span>
      <span className="col gap2">
        <span>{name}</span>
        {health !== 'ok' && todo !== undefined && <span className="s12 t2">{todo}</span>}
      </span>
      <span className="t3 s12 num nowrap">{value}</span>
    </div>
  )
}

function Disk() {
  const say = useWords()
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
