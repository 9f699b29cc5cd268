import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconSearch } from '@tabler/icons-react'
import { archiveRoutes, type ArchiveOverview } from '../../src/archive/contract.ts'
import { figureRoutes } from '../../src/archive/figures/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Panel } from '../parts/Panel.tsx'
import { PlanPanel } from '../plans/PlanPanel.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { ActiveSyncs } from './ActiveSyncs.tsx'
import { AtHand } from './AtHand.tsx'
import { Batches } from './Batches.tsx'
import { Figures } from './Figures.tsx'
import styles from './Overview.module.css'
import { pathEnds } from './path-ends.ts'
import { Paused } from './Paused.tsx'
import { StartRun } from './StartRun.tsx'
import { Storage } from './Storage.tsx'
import { StorageOverTime } from './StorageOverTime.tsx'
import { Timeline } from './Timeline.tsx'
import { RecentRuns, UnderWay } from './UnderWay.tsx'

const routes = archiveRoutes.routes

/** What came, what is planned, what it holds. */
export function Overview() {
  const say = useWords()
  const overview = useRead(routes.getOverview, {})
  const data = overview.data
  return (
    <Page
      title={say('web.nav.archive')}
      subtitle={data === undefined ? undefined : <Subtitle overview={data} />}
      actions={<Actions />}
    >
      {overview.error !== null && <ProblemPanel error={overview.error} onRetry={() => void overview.refetch()} />}
      {data !== undefined && <Body overview={data} />}
    </Page>
  )
}

/** From where to where; on a phone by the ends of the paths, which stand whole under what is at hand. */
function Subtitle({ overview: { folders, pattern, watching } }: { overview: ArchiveOverview }) {
  const say = useWords()
  const paths = ['source', 'archive'].map((role) => folders.find((folder) => folder.role === role)?.path ?? '')
  const told = ([from = '', to = '']: readonly string[]): string =>
    say(watching ? 'web.archive.subtitle' : 'web.archive.subtitleNotWatching', {
      from,
      to,
      pattern: pattern.replaceAll(/[{}]|:\w+/g, ''),
    })
  return (
    <>
      <span className="wide-only break">{told(paths)}</span>
      <span className="phone-only" title={told(paths)}>
        {told(pathEnds(paths))}
      </span>
    </>
  )
}

function Actions() {
  const say = useWords()
  const navigate = useNavigate()
  return (
    <>
      <Button icon={IconSearch} onClick={() => void navigate({ to: '/archive/items', search: { find: '1' } })}>
        {say('web.archive.whereIsIt')}
      </Button>
      <StartRun />
    </>
  )
}

function Body({ overview }: { overview: ArchiveOverview }) {
  const say = useWords()
  const navigate = useNavigate()
  const read = useRead(figureRoutes.routes.getFigures, {})
  const figures = read.data
  const chosen = Number(
    useSearch({ from: '/shell/archive' })['plan'] ?? overview.openPlanIds[0] ?? latestPlan(overview) ?? 0,
  )
  const showPlan = (planId: number) =>
    void navigate({ to: '/archive', search: { plan: String(planId) }, resetScroll: false })
  return (
    <>
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {figures?.pauses.map((pause) => (
        <Paused key={pause.runId} pause={pause} />
      ))}
      {figures !== undefined && <Figures figures={figures} inDoubt={overview.inferredDates} />}
      <div className={styles.work}>
        <div className={styles.side}>
          <Batches overview={overview} chosenPlanId={chosen === 0 ? null : chosen} onPlan={showPlan} />
          <ActiveSyncs />
          {figures !== undefined && <UnderWay batches={figures.activeBatches} />}
          <Storage />
        </div>
        <div className={styles.plan}>
          {chosen === 0 ? (
            <Panel name={say('web.plan.none')}>
              <EmptyState
                title={say(overview.states.filed.count === 0 ? 'web.archive.empty' : 'web.archive.noPlan')}
                steps={5}
              >
                {say('web.archive.empty.how')}{' '}
                <code>{overview.folders.find((folder) => folder.role === 'source')?.path}</code>
              </EmptyState>
            </Panel>
          ) : (
            <PlanPanel key={chosen} planId={chosen} onOther={(planId) => planId !== null && showPlan(planId)} />
          )}
          {figures !== undefined && <RecentRuns runs={figures.recentRuns} />}
        </div>
      </div>
      <StorageOverTime />
      <Timeline />
      <AtHand folders={overview.folders} />
    </>
  )
}

/** Of the newest batch that has one: the newest of all may still choose its files. */
const latestPlan = ({ recentBatches }: ArchiveOverview): number | undefined =>
  recentBatches.flatMap((batch) => batch.sortPlanId ?? batch.takePlanId ?? [])[0]
