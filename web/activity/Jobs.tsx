import { useSearchOf } from '../shell/use-search-of.ts'
import { useMemo } from 'react'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../parts/EmptyState.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import type { Column, TableSelection } from '../parts/table-view.ts'
import { useChosen } from '../parts/use-chosen.ts'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { SavedViews } from '../views/SavedViews.tsx'
import { useWords, type Say } from '../words.ts'
import { ClearJobs } from './ClearJobs.tsx'
import { ChosenJobs, MatchingJobs } from './JobBulk.tsx'
import { JobDrawer } from './JobDrawer.tsx'
import { JobFigures } from './JobFigures.tsx'
import { jobStateOf } from './job-states.ts'
import { JobDetailCell, jobName } from './job-view.tsx'
import { useRetryKey } from './use-retry-key.ts'
import { type JobCounts, STATES, useJobCounts } from './use-job-counts.ts'

const routes = jobRoutes.routes
const FILTERS = ['state', 'kind']

/** Every job by kind and state; the chosen ones can be tried again or cancelled. */
export function Jobs() {
  const say = useWords()
  const address = useAddress()
  const { state, kind, jobId } = address
  const list = useList(routes.listJobs, {
    query: { limit: 100, ...(state === '' ? {} : { state }), ...(kind === '' ? {} : { kind }) },
  })
  const counts = useJobCounts({ state, kind })
  const selection = useJobSelection(list.items, counts)
  const mayWrite = useMay('jobs:write')
  const columns = useMemo(() => columnsOf(say), [say])
  const retry = useRetryKey(selection.ids.size === 0)
  return (
    <Page
      title={say('web.nav.activity.jobs')}
      subtitle={say('web.jobs.subtitle')}
      actions={mayWrite ? <ClearJobs kind={kind} /> : undefined}
    >
      <JobFigures />
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      {retry.error !== null && <ProblemPanel error={retry.error} />}
      <ListWithDetail
        detail={
          jobId !== null && <JobDrawer key={jobId} jobId={jobId} onClose={() => address.set({ job: undefined })} />
        }
      >
        <DataTable
          name={say('web.nav.activity.jobs')}
          columns={columns}
          rows={list.items}
          listKey={list.key}
          idOf={(job) => String(job.jobId)}
          nameOf={jobName}
          state={list.state}
          keepAs="jobs"
          total={counts.total}
          tools={<Tools {...address} counts={counts} />}
          views={<SavedViews list="jobs" filters={FILTERS} />}
          onOpen={(job) => address.set({ job: String(job.jobId) })}
          openId={jobId === null ? null : String(jobId)}
          onEnd={list.more}
          empty={<NoJobs {...address} />}
          selection={mayWrite ? selection : undefined}
          onKey={retry.onKey}
        />
      </ListWithDetail>
    </Page>
  )
}

/** The chosen rows; or all that match, as long as neither the filters nor the choice change. */
function useJobSelection(jobs: readonly JobView[], counts: JobCounts): TableSelection {
  const { state, kind } = counts.filter
  const { chosen, isAll, choose, chooseNone: none, chooseAll } = useChosen(JSON.stringify([state, kind]))
  const ids = isAll ? new Set(jobs.map((job) => String(job.jobId))) : chosen
  return {
    ids,
    isAll,
    onChange: choose,
    onAll: chooseAll,
    actions: isAll ? (
      <MatchingJobs counts={counts} onDone={none} />
    ) : (
      <ChosenJobs jobs={jobs.filter((job) => chosen.has(String(job.jobId)))} onDone={none} />
    ),
  }
}

function NoJobs({ state, kind, clear }: ReturnType<typeof useAddress>) {
  const say = useWords()
  if (state !== '' || kind !== '') return <NoMatch title={say('web.jobs.noMatch')} onClear={clear} />
  return (
    <EmptyState title={say('web.jobs.none')} steps={4}>
      {say('web.runs.none.why')}
    </EmptyState>
  )
}

function useAddress() {
  const { search, set } = useSearchOf('/activity/jobs')
  return {
    state: STATES.find((name) => name === search['state']) ?? ('' as const),
    kind: search['kind'] ?? '',
    jobId: search['job'] === undefined ? null : Number(search['job']),
    set,
    clear: () => set({ state: undefined, kind: undefined, view: undefined }),
  }
}

function Tools({ state, kind, set, counts }: ReturnType<typeof useAddress> & { counts: JobCounts }) {
  const say = useWords()
  return (
    <>
      <ChoiceField
        name={say('web.runs.state')}
        value={state}
        onChange={(next) => set({ state: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.jobs.allStates') },
          ...STATES.map((value) => ({
            value,
            label: `${say(`web.jobs.state.${value}`)} (${formatNumber(counts.of(value))})`,
          })),
        ]}
      />
      <ChoiceField
        name={say('web.jobs.kind')}
        value={kind}
        onChange={(next) => set({ kind: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.jobs.allKinds') },
          ...counts.kinds.map((value) => ({ value, label: value })),
        ]}
      />
    </>
  )
}

function columnsOf(say: Say): Column<JobView>[] {
  return [
    {
      id: 'job',
      head: say('web.jobs.job'),
      cell: (job) => (
        <span className="col gap2">
          <span className="cut">{jobName(job)}</span>
          <span className="mono s12 t3 cut">{job.kind}</span>
        </span>
      ),
    },
    {
      id: 'state',
      head: say('web.runs.state'),
      width: '8.125rem',
      cell: (job) => (
        <StateChip
          state={jobStateOf(job)}
          word={
            job.failures > 0 && job.state === 'scheduled'
              ? say('web.state.waiting')
              : say(`web.jobs.state.${job.state}`)
          }
          isBare
        />
      ),
    },
    {
      id: 'detail',
      head: say('web.runs.progress'),
      width: '15rem',
      cell: (job) => (
        <span className="s12 t2">
          <JobDetailCell job={job} />
        </span>
      ),
    },
    {
      id: 'priority',
      head: say('web.jobs.priority'),
      width: '4.375rem',
      isNumber: true,
      isWideOnly: true,
      canHide: true,
      cell: (job) => job.priority,
    },
    {
      id: 'when',
      head: say('web.plot.when'),
      width: '6.25rem',
      canHide: true,
      cell: (job) => <Ago at={job.finishedAt ?? job.startedAt ?? job.createdAt} />,
    },
  ]
}
