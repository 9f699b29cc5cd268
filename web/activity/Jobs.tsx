import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { call } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList, useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../parts/EmptyState.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import type { Column } from '../parts/table-view.ts'
import { toast } from '../parts/toast.ts'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import { ClearJobs } from './ClearJobs.tsx'
import { JobDrawer } from './JobDrawer.tsx'
import { JobFigures } from './JobFigures.tsx'
import { jobStateOf } from './job-states.ts'
import { JobDetailCell, jobName } from './job-view.tsx'

const routes = jobRoutes.routes
const STATES = [
  'running',
  'ready',
  'scheduled',
  'blocked',
  'held',
  'waiting',
  'completed',
  'failed',
  'cancelled',
  'quarantined',
] as const

/** Every job by kind and state; the chosen ones can be tried again or cancelled. */
export function Jobs() {
  const say = useWords()
  const address = useAddress()
  const { state, kind, jobId } = address
  const list = useList(routes.listJobs, {
    query: { limit: 100, ...(state === '' ? {} : { state }), ...(kind === '' ? {} : { kind }) },
  })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const mayWrite = useMay('jobs:write')
  const columns = useMemo(() => columnsOf(say), [say])
  return (
    <Page
      title={say('web.nav.activity.jobs')}
      subtitle={say('web.jobs.subtitle')}
      actions={mayWrite ? <ClearJobs kind={kind} /> : undefined}
    >
      <JobFigures />
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
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
          tools={<Tools {...address} />}
          onOpen={(job) => address.set({ job: String(job.jobId) })}
          openId={jobId === null ? null : String(jobId)}
          onEnd={list.more}
          empty={<NoJobs {...address} />}
          {...(mayWrite
            ? {
                selection: {
                  ids: chosen,
                  onChange: setChosen,
                  actions: (
                    <Bulk
                      jobs={list.items.filter((job) => chosen.has(String(job.jobId)))}
                      onDone={() => setChosen(new Set())}
                    />
                  ),
                },
              }
            : {})}
        />
      </ListWithDetail>
    </Page>
  )
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
  const search = useSearch({ from: '/shell/activity/jobs' })
  const navigate = useNavigate()
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ to: '/activity/jobs', search: { ...search, ...change }, replace: true, resetScroll: false })
  return {
    state: STATES.find((name) => name === search['state']) ?? ('' as const),
    kind: search['kind'] ?? '',
    jobId: search['job'] === undefined ? null : Number(search['job']),
    set,
    clear: () => set({ state: undefined, kind: undefined }),
  }
}

function Tools({ state, kind, set }: ReturnType<typeof useAddress>) {
  const say = useWords()
  const counters = useRead(routes.countJobs, {}, { everyMs: 10_000 })
  const rows = counters.data?.items ?? []
  const kinds = [...new Set(rows.map((row) => row.kind))].toSorted()
  const countOf = (name: string) =>
    rows
      .filter((row) => row.state === name && (kind === '' || row.kind === kind))
      .reduce((sum, row) => sum + row.count, 0)
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
            label: `${say(`web.jobs.state.${value}`)} (${formatNumber(countOf(value))})`,
          })),
        ]}
      />
      <ChoiceField
        name={say('web.jobs.kind')}
        value={kind}
        onChange={(next) => set({ kind: next === '' ? undefined : next })}
        options={[{ value: '', label: say('web.jobs.allKinds') }, ...kinds.map((value) => ({ value, label: value }))]}
      />
    </>
  )
}

/** The same act on each of the chosen; says how many it was. */
function Bulk({ jobs, onDone }: { jobs: readonly JobView[]; onDone: () => void }) {
  const say = useWords()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: ({ route, on }: { route: typeof routes.retryJob | typeof routes.cancelJob; on: readonly JobView[] }) =>
      Promise.all(on.map((job) => call(route, { params: { jobId: job.jobId } }))),
    onSuccess: (done) => {
      toast({ title: say('web.jobs.actedOn', { count: done.length }) })
      onDone()
    },
    onSettled: () => client.invalidateQueries(),
  })
  const canRetry = jobs.filter((job) => job.can.retry)
  const canCancel = jobs.filter((job) => job.can.cancel)
  return (
    <>
      <Button
        isSmall
        isWrite
        whyNot={canRetry.length === 0 ? say('web.jobs.noneToRetry') : null}
        onClick={() => act.mutate({ route: routes.retryJob, on: canRetry })}
      >
        {say('web.jobs.retryCount', { count: canRetry.length })}
      </Button>
      <Button
        isSmall
        isWrite
        whyNot={canCancel.length === 0 ? say('web.jobs.noneToCancel') : null}
        onClick={() => act.mutate({ route: routes.cancelJob, on: canCancel })}
      >
        {say('web.jobs.cancelCount', { count: canCancel.length })}
      </Button>
      {act.error !== null && <span className="s12 tone-bad">{act.error.message}</span>}
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
