import { useSearchOf } from '../shell/use-search-of.ts'
import { useDebouncedCallback } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { EmptyState, NoMatch } from '../parts/EmptyState.tsx'
import { TextField } from '../parts/fields.tsx'
import { NewRows } from '../parts/NewRows.tsx'
import { Panel } from '../parts/Panel.tsx'
import { RunTree, type RunNode } from '../parts/RunTree.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { useHold, useSteadyRows } from '../parts/use-steady-rows.ts'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import { JobDrawer } from './JobDrawer.tsx'
import { JobFigures } from './JobFigures.tsx'
import { jobStateOf } from './job-states.ts'
import { JobDetailCell, jobName, JobTime } from './job-view.tsx'
import { QueuePause } from './QueuePause.tsx'
import styles from './Runs.module.css'
import { useRetryKey } from './use-retry-key.ts'
import { useRunTree, type TreeEntry } from './use-run-tree.ts'

const VIEWS = ['all', 'running', 'failed', 'completed'] as const
type View = (typeof VIEWS)[number]
const STATES: Record<View, Partial<Record<'state', JobView['state']>>> = {
  all: {},
  running: { state: 'waiting' },
  failed: { state: 'failed' },
  completed: { state: 'completed' },
}
const TYPING_MS = 250

/** What a person, a schedule or a new file started, and what came of it. */
export function Runs() {
  const say = useWords()
  return (
    <Page title={say('web.nav.activity.runs')} subtitle={say('web.runs.subtitle')} actions={<QueuePause />}>
      <JobFigures />
      <Body />
    </Page>
  )
}

function useAddress() {
  const { search, set } = useSearchOf('/activity')
  const view: View = VIEWS.find((name) => name === search['view']) ?? 'all'
  return {
    view,
    text: search['text'] ?? '',
    jobId: search['job'] === undefined ? null : Number(search['job']),
    set,
    clear: () => set({ view: undefined, text: undefined }),
  }
}

const idOf = ({ jobId }: JobView) => String(jobId)

function Body() {
  const say = useWords()
  const address = useAddress()
  const { view, text, jobId } = address
  const list = useList(jobRoutes.routes.listRuns, {
    query: { limit: 50, ...STATES[view], ...(text === '' ? {} : { text }) },
  })
  const hold = useHold()
  const { rows, newCount, show } = useSteadyRows(list.items, { idOf, listKey: list.key, isHeld: hold.isHeld })
  const tree = useRunTree(rows)
  const nodes = useMemo(() => tree.entries.map((entry) => nodeOf(say, entry)), [say, tree.entries])
  const choose = (id: string) =>
    id.startsWith('more:') ? tree.more(Number(id.slice('more:'.length))) : address.set({ job: id })
  const retry = useRetryKey(true)
  const error = list.error ?? tree.error ?? retry.error
  const isFiltered = view !== 'all' || text !== ''
  return (
    <>
      {error !== null && <ProblemPanel error={error} onRetry={list.retry} />}
      <ListWithDetail
        detail={
          jobId !== null && <JobDrawer key={jobId} jobId={jobId} onClose={() => address.set({ job: undefined })} />
        }
      >
        <Panel name={say('web.nav.activity.runs')}>
          <Tools {...address} />
          <NewRows count={newCount} onShow={show} />
          {nodes.length > 0 && (
            <RunTree
              name={say('web.nav.activity.runs')}
              nodes={nodes}
              chosenId={jobId === null ? null : String(jobId)}
              onChoose={choose}
              onToggle={(id) => tree.toggle(Number(id))}
              onKey={(key, id) => tree.jobs.some((job) => idOf(job) === id && retry.onKey(key, job))}
              hold={hold.on}
            />
          )}
          {nodes.length === 0 &&
            list.state !== 'first' &&
            (isFiltered ? (
              <NoMatch title={say('web.runs.noMatch')} onClear={address.clear} />
            ) : (
              <EmptyState title={say('web.runs.none')} steps={4}>
                {say('web.runs.none.why')}
              </EmptyState>
            ))}
          {list.hasMore && (
            <div className="pad lined">
              <Button isSmall onClick={list.more}>
                {say('web.more')}
              </Button>
            </div>
          )}
        </Panel>
      </ListWithDetail>
    </>
  )
}

function Tools({ view, text, set }: ReturnType<typeof useAddress>) {
  const say = useWords()
  const [typed, setTyped] = useState(text)
  const search = useDebouncedCallback((next: string) => set({ text: next === '' ? undefined : next }), TYPING_MS)
  return (
    <div className={styles.tools}>
      <Segmented
        name={say('web.runs.which')}
        value={view}
        onChange={(next) => set({ view: next === 'all' ? undefined : next })}
        options={VIEWS.map((value) => ({ value, label: say(`web.runs.view.${value}`) }))}
      />
      <div className={`${styles.search} end`}>
        <TextField
          name={say('web.runs.search')}
          placeholder={say('web.runs.search')}
          value={typed}
          onChange={(next) => {
            setTyped(next)
            search(next)
          }}
        />
      </div>
    </div>
  )
}

function nodeOf(say: Say, entry: TreeEntry): RunNode {
  if (entry.kind === 'more') {
    return {
      id: `more:${entry.parent.jobId}`,
      level: entry.level,
      name: say('web.runs.more', { n: formatNumber(entry.left) }),
      childCount: 0,
      isOpen: false,
      rails: entry.rails,
      state: 'ready',
      stateWord: '',
      detail: '',
      time: '',
    }
  }
  const { job, level, isOpen, rails } = entry
  return {
    id: String(job.jobId),
    level,
    name: jobName(job),
    childCount: job.children.total,
    isOpen,
    rails,
    state: jobStateOf(job),
    detail: <JobDetailCell job={job} tellsEnd />,
    time: <JobTime job={job} />,
  }
}
