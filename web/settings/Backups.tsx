import { Link } from '@tanstack/react-router'
import { IconCopy, IconDatabaseExport } from '@tabler/icons-react'
import { backupRoutes, type BackupView } from '../../src/backups/contract.ts'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { useJobProgress } from '../activity/job-view.tsx'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatBytes, formatMoment } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button, buttonClass } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Progress } from '../parts/Progress.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useNow } from '../parts/use-now.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import styles from './rows.module.css'

const routes = backupRoutes.routes
const KIND = 'db.backup'

/** Copies of the database: which there are, how to make one and how to bring one back. */
export function Backups() {
  const say = useWords()
  const read = useRead(routes.list, {})
  const making = useMaking()
  const mayMake = useMay('config:write')
  const newest = read.data?.items[0]
  return (
    <Page
      title={say('web.nav.settings.backups')}
      subtitle={say('web.backups.subtitle')}
      actions={
        mayMake && (
          <Button look="primary" isWrite icon={IconDatabaseExport} whyNot={making.whyNot} onClick={making.start}>
            {say('web.backups.now')}
          </Button>
        )
      }
    >
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {making.error !== null && <ProblemPanel error={making.error} />}
      {making.run !== undefined && <Making run={making.run} isMine={making.isMine} newest={newest} />}
      {read.data !== undefined && (
        <Panel
          title={say('web.backups.there')}
          aside={say('web.backups.kept', { count: read.data.kept })}
          isLined
          footer={
            <span className="s12 t3 break">
              {say('web.backups.folder', { folder: read.data.folder })}{' '}
              {read.data.recordings.count > 0 && say('web.backups.recordings', { count: read.data.recordings.count })}
            </span>
          }
        >
          <List items={read.data.items} />
        </Panel>
      )}
      <Panel title={say('web.backups.make')}>
        <PanelBody>
          <div className="col">
            <p className="s13 t2">{say('web.backups.make.how')}</p>
            <Command text="patchbay backup" />
          </div>
        </PanelBody>
      </Panel>
      <Panel title={say('web.backups.restore')}>
        <PanelBody>
          <Steps file={`${read.data?.folder ?? 'backups'}/${newest?.name ?? say('web.backups.someFile')}`} />
        </PanelBody>
      </Panel>
    </Page>
  )
}

/** The newest run that makes a backup, whoever started it, and the way to start one. */
function useMaking() {
  const say = useWords()
  const runs = useRead(jobRoutes.routes.listRuns, { query: { kind: KIND, limit: 1 } })
  const make = useAct(routes.make)
  const run = runs.data?.items[0]
  const isBusy = make.isPending || (run !== undefined && run.finishedAt === null)
  return {
    run,
    isMine: run !== undefined && make.data?.runId === run.jobId,
    error: make.error,
    whyNot: isBusy ? say('web.backups.busy') : null,
    start: () => make.mutate({}),
  }
}

interface MakingProps {
  run: JobView
  isMine: boolean
  newest: BackupView | undefined
}

/** While it runs, how far it is; then why it failed, unless there is a newer one, or for who asked that it is done. */
function Making({ run, isMine, newest }: MakingProps) {
  const say = useWords()
  const progress = useJobProgress(run)
  if (run.finishedAt === null)
    return (
      <Panel name={run.title}>
        <PanelBody>
          <Progress name={run.title} current={0} unit="bytes" {...progress} />
        </PanelBody>
      </Panel>
    )
  const isMended = newest !== undefined && newest.madeAt > run.finishedAt
  if (run.state !== 'completed' && run.error !== null && !isMended)
    return (
      <ErrorPanel
        title={run.error.text}
        code={run.error.code}
        {...(run.error.todo === undefined ? {} : { todo: run.error.todo })}
        actions={
          <Link to="/activity" search={{ job: String(run.jobId) }} className={buttonClass('plain', true)}>
            {say('web.backups.openRun')}
          </Link>
        }
      />
    )
  return (
    <span role="status" className={isMine ? '' : 'sr-only'}>
      {isMine && <StateChip state="verified" word={say('web.backups.made')} isBare />}
    </span>
  )
}

function List({ items }: { items: readonly BackupView[] }) {
  const say = useWords()
  const next = useWhatComes(items.length === 0)
  const toSchedules = (
    <Link to="/settings/schedules" className={buttonClass('plain', true)}>
      {say('web.nav.settings.schedules')}
    </Link>
  )
  if (items.length === 0)
    return (
      <EmptyState title={say('web.backups.none')} steps={3} actions={toSchedules}>
        {next}
      </EmptyState>
    )
  return (
    <ul className={styles.rows}>
      <li className="s13 t2">
        <span className="grow">{next}</span>
        {toSchedules}
      </li>
      {items.map(({ name, madeAt, bytes, schema }) => (
        <li key={name}>
          <span className="col gap2 grow">
            <span className="mono s12 break">{name}</span>
            <span className="s12 t3">{say('web.backups.schema', { schema })}</span>
          </span>
          <span className="s13 num">{formatBytes(bytes)}</span>
          <span className="s13">
            <Ago at={madeAt} isSentence />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** When the next one is made without anybody asking, in words. */
function useWhatComes(isFirst: boolean): string {
  const say = useWords()
  const nowMs = useNow()
  const schedules = useRead(jobRoutes.routes.listSchedules, {})
  const nightly = schedules.data?.items.find(({ kind }) => kind === KIND)
  if (nightly === undefined) return ''
  const { isEnabled, nextAt } = nightly
  if (!isEnabled || nextAt === null) return say('web.backups.paused')
  return say(isFirst ? 'web.backups.first' : 'web.backups.next', { time: formatMoment(Date.parse(nextAt), nowMs) })
}

function Steps({ file }: { file: string }) {
  const say = useWords()
  return (
    <ol className={`${styles.steps} s13`}>
      <li>{say('web.backups.restore.stop')}</li>
      <li>
        <div className="col gap4">
          {say('web.backups.restore.try')}
          <Command text={`patchbay restore --dry-run ${file}`} />
        </div>
      </li>
      <li>
        <div className="col gap4">
          {say('web.backups.restore.do')}
          <Command text={`patchbay restore ${file}`} />
        </div>
      </li>
      <li>{say('web.backups.restore.start')}</li>
    </ol>
  )
}

function Command({ text }: { text: string }) {
  const say = useWords()
  return (
    <div className={styles.command}>
      <code className="mono s12">{text}</code>
      <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(text)}>
        {say('web.copy')}
      </Button>
    </div>
  )
}
