import { Link } from '@tanstack/react-router'
import { IconRefresh } from '@tabler/icons-react'
import { syncRoutes, type SyncView } from '../../src/archive/syncing/contract.ts'
import { whatHappened } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { SyncProgress } from './SyncProgress.tsx'
import { LOOKS } from './sync-view.ts'
import { BATCH_STATES } from './words.ts'

const routes = syncRoutes.routes

/** Every batch that is on its way to the other machine, and those that stopped there. Nothing while syncing is off. */
export function ActiveSyncs() {
  const say = useWords()
  const mayMove = useMay('files:move')
  const read = useRead(routes.list, {}, { follows: LOOKS })
  const refresh = useAct(routes.refresh)
  if (read.error !== null) return <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
  if (read.data === undefined || (!read.data.isOn && read.data.items.length === 0)) return null
  const { items } = read.data
  return (
    <Panel
      title={say('web.archive.sync.active')}
      isLined
      actions={
        mayMove && (
          <Button
            isSmall
            isWrite
            icon={IconRefresh}
            whyNot={refresh.isPending ? say('web.signin.busy') : null}
            onClick={() => refresh.mutate({ body: {} })}
          >
            {say('web.archive.sync.refresh')}
          </Button>
        )
      }
    >
      {refresh.error !== null && (
        <PanelBody>
          <p className="s13 tone-bad">{whatHappened(refresh.error)}</p>
        </PanelBody>
      )}
      <PanelRows>
        {items.map((sync) => (
          <Row key={sync.batchId} sync={sync} />
        ))}
        {items.length === 0 && <p className="s13 t2">{say('web.archive.sync.none')}</p>}
      </PanelRows>
    </Panel>
  )
}

function Row({ sync }: { sync: SyncView }) {
  const say = useWords()
  const { hold, state } = sync
  return (
    <div className="col gap8">
      <div className="row s13">
        <Link to="/archive/batches/$batchId" params={{ batchId: String(sync.batchId) }} className="mono">
          {sync.batch}
        </Link>
        <span className="t3 s12 cut">{sync.peer}</span>
        <span className="end">
          <StateChip
            state={state === 'SYNCING' && hold !== null ? 'waiting' : BATCH_STATES[state]}
            word={say(`web.archive.batch.state.${state}`)}
          />
        </span>
      </div>
      {state === 'SYNCING' && <SyncProgress sync={sync} />}
      {hold !== null && (
        <p className="s12 t2">
          {hold.text} {hold.todo}
        </p>
      )}
    </div>
  )
}
