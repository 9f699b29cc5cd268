import { Link, useNavigate } from '@tanstack/react-router'
import { archiveRoutes, type BatchView } from '../../src/archive/contract.ts'
import { syncRoutes, type SyncView } from '../../src/archive/syncing/contract.ts'
import { deliveryRoutes } from '../../src/deliveries/contract.ts'
import { whatHappened } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatBytes, formatExact, formatNumber } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { ProofChip } from '../parts/ProofChip.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { Trail } from '../parts/Trail.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { SyncProgress } from './SyncProgress.tsx'
import { LOOKS, mayBeSynced, proofOf, trailOf } from './sync-view.ts'

const routes = syncRoutes.routes

/** Where a batch stands on its way to the other machine: steps, how far, what keeps it and its cure, and the proof. */
export function SyncPanel({ batch }: { batch: BatchView }) {
  const overview = useRead(archiveRoutes.routes.getOverview, {})
  const isAsked = mayBeSynced(batch)
  const request = { params: { batchId: batch.batchId } }
  const read = useRead(routes.get, request, { isEnabled: isAsked, follows: LOOKS })
  if (!isAsked) return overview.data?.isSyncing === true && batch.state === 'PENDING' ? <NotYet batch={batch} /> : null
  if (read.error !== null)
    return read.error.problem.code === 'archive/never-synced' ? null : (
      <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
    )
  return read.data === undefined ? null : <State batch={batch} sync={read.data} />
}

/** It waits for a person, or for the next run. */
function NotYet({ batch }: { batch: BatchView }) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const start = useAct(routes.start)
  const params = { batchId: batch.batchId }
  return (
    <Panel
      title={say('web.archive.sync.title')}
      actions={
        mayMove && (
          <Button isWrite isSmall onClick={() => start.mutate({ params, body: {} })}>
            {say('web.archive.sync.start')}
          </Button>
        )
      }
    >
      <PanelBody>
        <p className="s13 t2">{start.error === null ? say('web.archive.sync.notYet') : whatHappened(start.error)}</p>
      </PanelBody>
    </Panel>
  )
}

function State({ batch, sync }: { batch: BatchView; sync: SyncView }) {
  const say = useWords()
  return (
    <Panel title={say('web.archive.sync.title')} actions={<Proof sync={sync} />}>
      <PanelBody>
        <div className="col gap12">
          <div className="row gap12">
            <Trail steps={trailOf(say, batch, sync)} />
            <span className="end row gap8">
              <Acts sync={sync} />
            </span>
          </div>
          {batch.state === 'SYNCING' && <SyncProgress sync={sync} />}
          <Why sync={sync} />
          {sync.lost !== null && <Lost sync={sync} lost={sync.lost} />}
          <Facts>
            {sync.peer !== null && (
              <Fact name={say('web.archive.sync.peer')}>
                {sync.connectionId === null ? (
                  sync.peer
                ) : (
                  <Link to="/connections/{-$connectionId}" params={{ connectionId: String(sync.connectionId) }}>
                    {sync.peer}
                  </Link>
                )}
              </Fact>
            )}
            {sync.thereCount !== null && batch.state === 'SYNCING' && (
              <Fact name={say('web.archive.sync.filesThere')}>
                {say('web.progress.ofTotal', {
                  n: formatNumber(sync.thereCount),
                  total: formatNumber(sync.fileCount),
                })}
              </Fact>
            )}
            {sync.lookedAt !== null && (
              <Fact name={say('web.archive.sync.lookedAt')}>
                <Ago at={sync.lookedAt} />
              </Fact>
            )}
            {sync.syncedAt !== null && (
              <Fact name={say('web.archive.sync.syncedAt')}>{formatExact(Date.parse(sync.syncedAt))}</Fact>
            )}
          </Facts>
          <p className="s12 t2">{say(`web.archive.sync.mode.${sync.sortMode}`, { peer: sync.peer ?? '' })}</p>
          {sync.kept.files > 0 && <Kept sync={sync} />}
        </div>
      </PanelBody>
    </Panel>
  )
}

/** Leads to what was meant against what was read back. */
function Proof({ sync }: { sync: SyncView }) {
  const say = useWords()
  const { state, detail } = proofOf(say, sync)
  const chip = <ProofChip state={state} detail={detail} />
  if (sync.deliveryId === null) return chip
  return (
    <Link to="/activity/deliveries/$deliveryId" params={{ deliveryId: String(sync.deliveryId) }}>
      {chip}
    </Link>
  )
}

/** What keeps it, what to do about it, and which files are not there. */
function Why({ sync: { hold, holdSince, lacking } }: { sync: SyncView }) {
  const say = useWords()
  return (
    <>
      {hold !== null && (
        <p className="s13" data-testid="sync-hold">
          <b>{hold.text}</b> <span className="t2">{hold.todo}</span>{' '}
          {holdSince !== null && (
            <span className="t3">
              {say('web.archive.sync.since')} <Ago at={holdSince} />
            </span>
          )}
        </p>
      )}
      {lacking.length > 0 && (
        <details className="s12">
          <summary>{say('web.archive.sync.lacking', { count: lacking.length })}</summary>
          <ul>
            {lacking.map(({ path, text }) => (
              <li key={path}>
                <code>{path}</code> {text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** What is not at the other machine any more, since when, and when each was last seen there. */
function Lost({ sync, lost }: { sync: SyncView; lost: NonNullable<SyncView['lost']> }) {
  const say = useWords()
  const { files, since, first } = lost
  const facts = { count: files, total: formatNumber(sync.fileCount), peer: sync.peer ?? '' }
  return (
    <div data-testid="sync-lost">
      <p className="s13">
        <b>{say('web.archive.sync.gone', facts)}</b>{' '}
        <span className="t2">{say(`web.archive.sync.goneTodo.${sync.state === 'SORTED' ? 'sorted' : 'waits'}`)}</span>{' '}
        <span className="t3">
          {say('web.archive.sync.since')} <Ago at={since} />
        </span>
      </p>
      <details className="s12">
        <summary>{say('web.archive.sync.goneFiles', { count: first.length })}</summary>
        <ul>
          {first.map(({ path, lastSeenAt }) => (
            <li key={path}>
              <code>{path}</code> {say('web.archive.sync.lastSeen', { at: formatExact(Date.parse(lastSeenAt)) })}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}

/** While it is on its way, a look at how far it is; of what is gone there, a look whether it is back, and a new start. */
function Acts({ sync }: { sync: SyncView }) {
  const mayMove = useMay('files:move')
  if (sync.state === 'SYNCING') return mayMove && <LookNow sync={sync} />
  return sync.lost !== null && <LostActs sync={sync} mayMove={mayMove} />
}

function LostActs({ sync, mayMove }: { sync: SyncView; mayMove: boolean }) {
  const { batchId, deliveryId, canStart } = sync
  const say = useWords()
  const mayLook = useMay('jobs:write')
  const look = useAct(deliveryRoutes.routes.look)
  const start = useAct(routes.start)
  const error = look.error ?? start.error
  const busy = look.isPending || start.isPending ? say('web.signin.busy') : null
  return (
    <>
      {error !== null && <span className="s12 tone-bad">{whatHappened(error)}</span>}
      {mayLook && deliveryId !== null && (
        <Button
          isWrite
          isSmall
          whyNot={busy}
          onClick={() => look.mutate({ params: { deliveryId: String(deliveryId) }, body: {} })}
        >
          {say('web.archive.sync.lookAgain')}
        </Button>
      )}
      {mayMove && canStart && (
        <Button isWrite isSmall whyNot={busy} onClick={() => start.mutate({ params: { batchId }, body: {} })}>
          {say('web.archive.sync.anew')}
        </Button>
      )}
    </>
  )
}

function LookNow({ sync }: { sync: SyncView }) {
  const say = useWords()
  const refresh = useAct(routes.refresh)
  return (
    <Button
      isWrite
      isSmall
      whyNot={refresh.isPending ? say('web.signin.busy') : null}
      onClick={() => refresh.mutate({ body: { batchId: sync.batchId } })}
    >
      {say('web.archive.sync.lookNow')}
    </Button>
  )
}

/** Sorting by copy left files in the batch folder: what clearing them means is said before its plan is made. */
function Kept({ sync }: { sync: SyncView }) {
  const say = useWords()
  const navigate = useNavigate()
  const mayMove = useMay('files:move')
  const release = useAct(routes.release, ({ planId }) => {
    void navigate({ to: '/archive/plans/$planId', params: { planId: String(planId) } })
  })
  const { files, bytes } = sync.kept
  return (
    <div className="row wrap gap12">
      <p className="s13 t2">
        {release.error === null
          ? say('web.archive.sync.kept', { count: files, size: formatBytes(bytes), peer: sync.peer ?? '' })
          : whatHappened(release.error)}
      </p>
      {mayMove && (
        <span className="end">
          <Button isWrite isSmall onClick={() => release.mutate({ params: { batchId: sync.batchId }, body: {} })}>
            {say('web.archive.sync.planClear')}
          </Button>
        </span>
      )}
    </div>
  )
}
