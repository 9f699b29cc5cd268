import { IconArrowBackUp } from '@tabler/icons-react'
import { useMemo } from 'react'
import { archiveRoutes, type RunView } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useList } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { NO_KEYS, UNDO_KEYS } from '../parts/act-keys.ts'
import { Button } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { useKeys } from '../parts/keyboard.ts'
import { StateChip } from '../parts/StateChip.tsx'
import type { Column } from '../parts/table-view.ts'
import { toast } from '../parts/toast.ts'
import { Actor } from '../session/Actor.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { SavedViews } from '../views/SavedViews.tsx'
import { useWords, type Say } from '../words.ts'
import { runState } from './words.ts'

/** The whole history is one list: its views keep columns only. */
const FILTERS: readonly string[] = []

/** Each run with what it did, and its undo. */
export function History() {
  const say = useWords()
  const mayMove = useMay('files:move')
  const list = useList(archiveRoutes.routes.listRuns, { query: { limit: 100 } })
  const undo = useAct(archiveRoutes.routes.undoRun, () => toast({ title: say('web.archive.undo.started') }))
  const { mutate } = undo
  useKeys(mayMove ? UNDO_KEYS : NO_KEYS)
  const columns = useMemo(
    () => columnsOf(say, mayMove ? (runId) => mutate({ params: { runId }, body: {} }) : undefined),
    [say, mayMove, mutate],
  )
  const error = list.error ?? undo.error
  return (
    <Page title={say('web.nav.archive.history')} subtitle={say('web.archive.history.subtitle')}>
      {error !== null && <ProblemPanel error={error} onRetry={list.retry} />}
      <DataTable
        name={say('web.nav.archive.history')}
        columns={columns}
        rows={list.items}
        listKey={list.key}
        idOf={(run) => String(run.runId)}
        nameOf={(run) => stepsOf(say, run)}
        state={list.state}
        onEnd={list.more}
        keepAs="history"
        total={list.total}
        views={<SavedViews list="history" filters={FILTERS} />}
        empty={
          <EmptyState title={say('web.archive.history.none')} steps={4}>
            {say('web.archive.history.none.why')}
          </EmptyState>
        }
      />
    </Page>
  )
}

const stepsOf = (say: Say, run: RunView) => run.steps.map((step) => say(`web.archive.step.${step}`)).join(', ')

const whyOf = (say: Say, { waitsBefore, error, blockedBy }: RunView): string | undefined =>
  waitsBefore === null
    ? (error ?? blockedBy)?.text
    : say('web.archive.history.waits', { step: say(`web.archive.step.${waitsBefore}`) })

function columnsOf(say: Say, undoRun: ((runId: number) => void) | undefined): Column<RunView>[] {
  return [
    {
      id: 'run',
      head: say('web.runs.run'),
      cell: (run) => (
        <span className="col gap2">
          <b>{stepsOf(say, run)}</b>
          <span className="s12 t3">
            <Actor id={run.actor} />, #{run.runId}
          </span>
        </span>
      ),
    },
    {
      id: 'state',
      head: say('web.runs.state'),
      width: '13.75rem',
      cell: (run) => (
        <span className="col gap2">
          <StateChip state={runState(run)} isBare />
          <span className="s12 t2">
            {run.undoneAt === null ? whyOf(say, run) : <Ago at={run.undoneAt} isSentence />}
          </span>
        </span>
      ),
    },
    {
      id: 'did',
      head: say('web.archive.history.did'),
      width: '12.5rem',
      canHide: true,
      cell: (run) => (
        <span className="num">
          {say('web.archive.history.filed', { count: run.filed, n: formatNumber(run.filed) })}
          {run.duplicates > 0 && `, ${say('web.archive.history.duplicates', { count: run.duplicates })}`}
        </span>
      ),
    },
    {
      id: 'when',
      head: say('web.archive.history.when'),
      width: '6.25rem',
      canHide: true,
      cell: (run) => <Ago at={run.finishedAt ?? run.createdAt} isSentence />,
    },
    {
      id: 'undo',
      head: say('web.undo'),
      width: '6.875rem',
      cell: (run) =>
        run.isUndoable && undoRun !== undefined ? (
          <Button isSmall isWrite keys="u" icon={IconArrowBackUp} onClick={() => undoRun(run.runId)}>
            {say('web.undo')}
          </Button>
        ) : null,
    },
  ]
}
