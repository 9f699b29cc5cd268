import { useDebouncedValue } from '@mantine/hooks'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { type ResortPreviewView, sortingRoutes } from '../../../src/archive/sorting/contract.ts'
import { jobRoutes } from '../../../src/jobs/contract.ts'
import { useRunProgress } from '../../activity/job-view.tsx'
import { type ProblemError, whatHappened } from '../../api/client.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button, buttonClass } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { ErrorPanel } from '../../parts/ErrorPanel.tsx'
import { CheckField, TextField } from '../../parts/fields.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Progress } from '../../parts/Progress.tsx'
import type { Column } from '../../parts/table-view.ts'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords, type Say } from '../../words.ts'
import styles from './sorting.module.css'

const routes = sortingRoutes.routes
const TYPING_MS = 300

/** Another folder pattern for the archive: what it would make of it, in counts, then the plan that does it. */
export function Resort() {
  const say = useWords()
  const first = useRead(routes.previewResort, { query: {} })
  const [typed, setPattern] = useState<string | null>(null)
  const [includeFound, setIncludeFound] = useState(false)
  const pattern = typed ?? first.data?.current ?? ''
  const [asked] = useDebouncedValue(pattern, TYPING_MS)
  const read = useRead(
    routes.previewResort,
    { query: { pattern: asked, includeFound: String(includeFound) } },
    { isEnabled: asked !== '' },
  )
  const wrong = read.error !== null && isOfPattern(read.error) ? whatHappened(read.error) : undefined
  const view = read.error === null && read.data?.pattern === pattern ? read.data : undefined
  const failed = first.error ?? (wrong === undefined ? read.error : null)
  return (
    <Page title={say('web.nav.archive.resort')} subtitle={say('web.archive.resort.subtitle')}>
      {failed !== null && <ProblemPanel error={failed} onRetry={() => void read.refetch()} />}
      {view?.openPlanId != null && <OpenPlan planId={view.openPlanId} />}
      {first.data !== undefined && (
        <Panel title={say('web.archive.resort.pattern')}>
          <PanelBody>
            <div className="col gap12">
              <div className={styles.ask}>
                <TextField
                  label={say('web.archive.resort.pattern')}
                  value={pattern}
                  onChange={setPattern}
                  isMono
                  hint={say('web.archive.resort.parts')}
                  error={pattern === '' ? say('web.archive.resort.needed') : wrong}
                />
              </div>
              <CheckField label={say('web.archive.resort.found')} isOn={includeFound} onChange={setIncludeFound} />
              {view !== undefined && <Figures view={view} />}
              <MakePlan pattern={pattern} includeFound={includeFound} view={view} />
            </div>
          </PanelBody>
        </Panel>
      )}
      {view !== undefined && <BeforeAndAfter view={view} />}
    </Page>
  )
}

const isOfPattern = ({ problem }: ProblemError): boolean => problem.code.startsWith('archive/pattern-')

function OpenPlan({ planId }: { planId: number }) {
  const say = useWords()
  return (
    <Panel name={say('web.archive.resort.open')}>
      <PanelBody>
        <div className={`${styles.open} row wrap gap8`}>
          <span className="s13">{say('web.archive.resort.open')}</span>
          <Link className={buttonClass('plain', true)} to="/archive/plans/$planId" params={{ planId: String(planId) }}>
            {say('web.archive.resort.review')}
          </Link>
        </div>
      </PanelBody>
    </Panel>
  )
}

function Figures({ view: { moves, stays, found, undated, current, pattern } }: { view: ResortPreviewView }) {
  const say = useWords()
  return (
    <div className="col gap4 s13" role="status">
      <b>{say('web.archive.resort.moves', { count: moves, n: formatNumber(moves), stays: formatNumber(stays) })}</b>
      {found > 0 && <span className="t2">{say('web.archive.resort.notOurs', { count: found })}</span>}
      {undated > 0 && <span className="t2">{say('web.archive.resort.undated', { count: undated })}</span>}
      {pattern !== current && <span className="t2">{say('web.archive.resort.newFiles', { current })}</span>}
    </div>
  )
}

interface MakePlanProps {
  pattern: string
  includeFound: boolean
  view: ResortPreviewView | undefined
}

/** Makes the plan and opens it, once the files were looked at. */
function MakePlan({ pattern, includeFound, view }: MakePlanProps) {
  const say = useWords()
  const navigate = useNavigate()
  const mayMove = useMay('files:move')
  const [runId, setRunId] = useState<number | null>(null)
  const make = useAct(routes.planResort, (started) => setRunId(started.runId))
  const params = { jobId: runId ?? 0 }
  const job = useRead(jobRoutes.routes.getJob, { params }, { isEnabled: runId !== null }).data
  const progress = useRunProgress(runId)
  const ended = job !== undefined && job.jobId === runId && job.finishedAt !== null ? job : undefined
  const isBusy = make.isPending || (runId !== null && ended === undefined)
  const planId = planIdIn(ended?.result)
  useEffect(() => {
    if (planId !== null) void navigate({ to: '/archive/plans/$planId', params: { planId: String(planId) } })
  }, [planId, navigate])
  if (!mayMove) return null
  const hasNothing = view !== undefined && view.moves === 0 && !(includeFound && view.undated > 0)
  const whyNot = isBusy
    ? say('web.archive.resort.making')
    : view === undefined
      ? say('web.archive.resort.first')
      : hasNothing
        ? say('web.archive.resort.nothing')
        : null
  return (
    <>
      {make.error !== null && <ProblemPanel error={make.error} />}
      {ended?.error != null && <ErrorPanel title={ended.error.text} code={ended.error.code} />}
      <div>
        <Button
          isWrite
          look="primary"
          whyNot={whyNot}
          onClick={() => make.mutate({ body: { pattern, includeFound, dryRun: true } })}
        >
          {say('web.archive.resort.make')}
        </Button>
      </div>
      {isBusy && <Progress name={say('web.archive.resort.making')} current={0} {...progress} />}
    </>
  )
}

/** What the job that makes the plan ends with. */
const planIdIn = (result: unknown): number | null =>
  typeof result === 'object' && result !== null && 'planId' in result && typeof result.planId === 'number'
    ? result.planId
    : null

interface FolderRow {
  folder: string
  before: number
  after: number
}

function BeforeAndAfter({ view }: { view: ResortPreviewView }) {
  const say = useWords()
  const rows = useMemo(() => foldersOf(view), [view])
  const columns = useMemo(() => columnsOf(say, view), [say, view])
  return (
    <DataTable
      name={say('web.archive.resort.folders')}
      columns={columns}
      rows={rows}
      listKey={view.pattern}
      idOf={({ folder }) => folder}
      nameOf={({ folder }) => folder}
      keepAs="resort"
      total={rows.length}
      state="ready"
      empty={<p className="s13 t2">{say('web.archive.resort.empty')}</p>}
    />
  )
}

function foldersOf({ before, after }: ResortPreviewView): FolderRow[] {
  const rows = new Map<string, FolderRow>()
  const rowOf = (folder: string): FolderRow => {
    const row = rows.get(folder) ?? { folder, before: 0, after: 0 }
    rows.set(folder, row)
    return row
  }
  for (const { folder, count } of before) rowOf(folder).before = count
  for (const { folder, count } of after) rowOf(folder).after = count
  return [...rows.values()].toSorted((a, b) => (a.folder < b.folder ? -1 : 1))
}

const columnsOf = (say: Say, { foldersBefore, foldersAfter }: ResortPreviewView): Column<FolderRow>[] => [
  {
    id: 'folder',
    head: say('web.archive.resort.folder'),
    cell: ({ folder }) => <span className="mono s12 break">{folder === '' ? '.' : folder}</span>,
  },
  {
    id: 'before',
    head: say('web.archive.resort.before', { count: foldersBefore }),
    width: '11rem',
    isNumber: true,
    cell: ({ before }) => <Count of={before} word={say('web.archive.resort.now')} />,
  },
  {
    id: 'after',
    head: say('web.archive.resort.after', { count: foldersAfter }),
    width: '11rem',
    isNumber: true,
    cell: ({ after }) => <Count of={after} word={say('web.archive.resort.then')} />,
  },
]

/** Its word stands with it where the head is not shown. */
function Count({ of, word }: { of: number; word: string }) {
  return (
    <span>
      <span className={styles.word}>{word} </span>
      {of === 0 ? '–' : formatNumber(of)}
    </span>
  )
}
