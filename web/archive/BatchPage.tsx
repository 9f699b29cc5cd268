import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { archiveRoutes, type BatchView } from '../../src/archive/contract.ts'
import { addressOf, whatHappened } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useList, useRead } from '../api/use-api.ts'
import { formatBytes, formatExact, formatNumber } from '../format.ts'
import { Button, buttonClass } from '../parts/Button.tsx'
import { NoMatch } from '../parts/EmptyState.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { PlanPanel } from '../plans/PlanPanel.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { ItemDrawer } from './ItemDrawer.tsx'
import { ItemTable } from './ItemTable.tsx'
import { ZonePreview } from './sorting/ZonePreview.tsx'
import { SyncPanel } from './SyncPanel.tsx'
import { BATCH_STATES } from './words.ts'

const routes = archiveRoutes.routes
const HERE = '/archive/batches/$batchId'

/** One batch: state and cause, what can be done, its plan and its files. */
export function BatchPage() {
  const say = useWords()
  const navigate = useNavigate()
  const batchId = Number(useParams({ from: `/shell${HERE}` }).batchId)
  const read = useRead(routes.getBatch, { params: { batchId } })
  const batch = read.data
  const planId = batch?.sortPlanId ?? batch?.takePlanId ?? null
  return (
    <Page
      title={batch?.name ?? say('web.archive.batch')}
      subtitle={say('web.archive.batch.subtitle')}
      actions={batch === undefined ? undefined : <Actions batch={batch} />}
    >
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {batch !== undefined && <State batch={batch} />}
      {batch !== undefined && <SyncPanel batch={batch} />}
      {batch !== undefined && isToSort(batch) && <ZonePreview batchId={batchId} />}
      {planId !== null && <PlanPanel key={planId} planId={planId} onOther={() => void navigate({ to: '/archive' })} />}
      <Files batchId={batchId} />
    </Page>
  )
}

const isToSort = ({ state }: BatchView): boolean => state === 'PENDING' || state === 'SYNCING' || state === 'SYNCED'

/** Also one that is on its way: then what has arrived at the other machine goes there, too. */
const canPutBack = ({ state, isHeld }: BatchView): boolean =>
  isHeld || state === 'ERROR' || state === 'SYNCING' || state === 'SYNCED'

/** While batches are synced, one is sorted only when it is there. */
const canSort = ({ state, sortPlanId }: BatchView, isSyncing: boolean): boolean =>
  sortPlanId === null && (state === 'SYNCED' || (state === 'PENDING' && !isSyncing))

function Actions({ batch }: { batch: BatchView }) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const isSyncing = useRead(routes.getOverview, {}).data?.isSyncing ?? false
  const params = { batchId: batch.batchId }
  const sort = useAct(routes.sortBatch)
  const retry = useAct(routes.retryBatch)
  const abandon = useAct(routes.abandonBatch)
  const error = sort.error ?? retry.error ?? abandon.error
  return (
    <>
      {error !== null && <span className="s12 tone-bad">{whatHappened(error)}</span>}
      <a className={buttonClass()} href={addressOf(routes.getManifest, { params })} download>
        {say('web.archive.batch.manifest')}
      </a>
      {mayMove && canPutBack(batch) && (
        <Button isWrite onClick={() => abandon.mutate({ params, body: {} })}>
          {say('web.archive.batch.abandon')}
        </Button>
      )}
      {mayMove && canSort(batch, isSyncing) && (
        <>
          <Button isWrite onClick={() => sort.mutate({ params, body: { dryRun: true } })}>
            {say('web.archive.batch.planSort')}
          </Button>
          <Button isWrite look="primary" onClick={() => sort.mutate({ params, body: { dryRun: false } })}>
            {say('web.archive.batch.sort')}
          </Button>
        </>
      )}
      {mayMove && batch.state === 'ERROR' && (
        <Button isWrite look="primary" onClick={() => retry.mutate({ params, body: {} })}>
          {say('web.archive.batch.retry')}
        </Button>
      )}
    </>
  )
}

function State({ batch }: { batch: BatchView }) {
  const say = useWords()
  return (
    <Panel
      title={say('web.runs.state')}
      actions={<StateChip state={BATCH_STATES[batch.state]} word={say(`web.archive.batch.state.${batch.state}`)} />}
    >
      <PanelBody>
        <div className="col gap12">
          {batch.reason !== null && (
            <p className="s13">
              <b>{batch.reason.text}</b>{' '}
              <span className="t2">
                {batch.reason.why} {batch.reason.todo}
              </span>
            </p>
          )}
          <Facts>
            <Fact name={say('web.archive.batch.files')}>
              {say('web.archive.batch.filedOf', {
                filed: formatNumber(batch.filedCount),
                total: formatNumber(batch.fileCount),
              })}
            </Fact>
            <Fact name={say('web.archive.item.size')}>{formatBytes(batch.sizeBytes)}</Fact>
            <Fact name={say('web.jobs.made')}>{formatExact(Date.parse(batch.createdAt))}</Fact>
            {batch.sortedAt !== null && (
              <Fact name={say('web.archive.batch.sorted')}>{formatExact(Date.parse(batch.sortedAt))}</Fact>
            )}
          </Facts>
        </div>
      </PanelBody>
    </Panel>
  )
}

function Files({ batchId }: { batchId: number }) {
  const say = useWords()
  const navigate = useNavigate()
  const search = useSearch({ from: `/shell${HERE}` })
  const openId = search['item'] === undefined ? null : Number(search['item'])
  const list = useList(routes.listItems, { query: { batchId, limit: 100 } })
  const open = (itemId: number | null) =>
    void navigate({
      to: HERE,
      params: { batchId: String(batchId) },
      search: itemId === null ? {} : { item: String(itemId) },
      replace: true,
      resetScroll: false,
    })
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <ListWithDetail detail={openId !== null && <ItemDrawer itemId={openId} onClose={() => open(null)} />}>
        <ItemTable
          name={say('web.archive.batch.files')}
          keepAs="batch"
          total={list.total}
          items={list.items}
          listKey={list.key}
          state={list.state}
          empty={<NoMatch title={say('web.archive.items.none')} onClear={list.retry} />}
          onMore={list.more}
          openId={openId}
          onOpen={open}
        />
      </ListWithDetail>
    </>
  )
}
