import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { IconArrowLeft, IconPlus } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { connectionRoutes, type ConnectionView } from '../../src/connections/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { Button, buttonClass } from '../parts/Button.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel } from '../parts/Panel.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import { toConnection } from './address.ts'
import { AddConnection } from './AddConnection.tsx'
import { ConnectionList } from './ConnectionList.tsx'
import { ConnectionPanel } from './ConnectionPanel.tsx'
import styles from './Connections.module.css'
import { Doctor } from './Doctor.tsx'
import type { Shelf } from './use-connection-draft.ts'

const routes = connectionRoutes.routes
/** Tests that bring nothing new are no event. */
const EVERY_MS = 60_000
const NEW = 'new'
const SYNCTHING = 'syncthing'
const SyncthingSetUp = lazy(async () => ({ default: (await import('./syncthing/SyncthingSetUp.tsx')).SyncthingSetUp }))

/** The outside services: all of them, the one that is open with its form and its last test, and the doctor. */
export function Connections() {
  const say = useWords()
  const { connectionId: asked } = useParams({ strict: false })
  const mayWrite = useMay('secrets:write')
  const list = useRead(routes.list, {}, { everyMs: EVERY_MS })
  const items = list.data?.items
  const isNew = asked === NEW && mayWrite
  return (
    <Page
      title={say('web.nav.connections')}
      subtitle={items === undefined ? undefined : subtitleOf(say, items)}
      actions={
        <span className={asked === undefined ? 'row gap4' : 'row gap4 wide-only'}>
          <Link to="/connections/webhooks" className={buttonClass()}>
            <span>{say('web.connections.webhooks')}</span>
          </Link>
          {mayWrite && items !== undefined && items.length > 0 && !isNew && <AddButton />}
        </span>
      }
    >
      {asked !== undefined && (
        <Link {...toConnection()} className="phone-only row s13">
          <Icon of={IconArrowLeft} />
          {say('web.connections.all')}
        </Link>
      )}
      {list.error !== null && <ProblemPanel error={list.error} onRetry={() => void list.refetch()} />}
      <div className={styles.board} data-open={asked !== undefined || undefined}>
        {items !== undefined && <Shown items={items} asked={asked} isNew={isNew} />}
        <div className={styles.doctor}>
          <Doctor />
        </div>
      </div>
    </Page>
  )
}

function AddButton({ isPrimary = false }: { isPrimary?: boolean }) {
  const say = useWords()
  const navigate = useNavigate()
  return (
    <Button look={isPrimary ? 'primary' : 'plain'} icon={IconPlus} onClick={() => void navigate(toConnection(NEW))}>
      {say('web.connections.add')}
    </Button>
  )
}

function subtitleOf(say: Say, items: readonly ConnectionView[]): string {
  const failing = items.filter(({ state }) => state === 'failing').length
  const count = say('web.connections.count', { count: items.length })
  if (items.length === 0) return say('web.connections.subtitle')
  if (failing > 0) return `${count} ${say('web.connections.failing', { count: failing })}`
  return items.every(({ state }) => state === 'well') ? `${count} ${say('web.connections.allWell')}` : count
}

interface ShownProps {
  items: readonly ConnectionView[]
  asked: string | undefined
  isNew: boolean
}

/** The list and the one that is open: where there is room for both, the first that fails unless another is asked for. */
function Shown({ items, asked, isNew }: ShownProps) {
  const open = asked === undefined ? (items.find(({ state }) => state === 'failing') ?? items[0]) : itemOf(items, asked)
  return (
    <>
      <div className={styles.all}>
        {items.length === 0 && !isNew && <Nothing />}
        {items.length > 0 && <ConnectionList items={items} openId={isNew ? null : (open?.connectionId ?? null)} />}
      </div>
      <div className={styles.one}>
        <Detail items={items} open={open} isNew={isNew} isGone={asked !== undefined && open === undefined} />
      </div>
    </>
  )
}

const itemOf = (items: readonly ConnectionView[], asked: string): ConnectionView | undefined =>
  items.find(({ connectionId }) => String(connectionId) === asked)

interface DetailProps {
  items: readonly ConnectionView[]
  open: ConnectionView | undefined
  isNew: boolean
  isGone: boolean
}

function Detail({ items, open, isNew, isGone }: DetailProps) {
  const say = useWords()
  const read = useRead(routes.listConnectors, {})
  const [shelf] = useState<Shelf>(() => new Map())
  const connectors = read.data?.items
  if (read.error !== null) return <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
  if (connectors === undefined) return null
  if (isNew) return <AddConnection connectors={connectors} names={items.map(({ name }) => name)} shelf={shelf} />
  if (isGone) return <ErrorPanel title={say('web.connections.gone')} code="connections/no-such-connection" />
  const connector = connectors.find(({ kind }) => kind === open?.kind)
  if (open === undefined) return null
  // One whose kind this version does not know can still be seen and removed.
  const known = connector ?? { kind: open.kind, title: open.kind, schema: {}, fields: [], secrets: [] }
  const panel = <ConnectionPanel key={open.connectionId} view={open} connector={known} shelf={shelf} />
  if (open.kind !== SYNCTHING || !open.isEnabled) return panel
  return (
    <div className="col gap12">
      {panel}
      <Suspense>
        <SyncthingSetUp key={open.connectionId} connectionId={open.connectionId} name={open.name} />
      </Suspense>
    </div>
  )
}

function Nothing() {
  const say = useWords()
  const mayWrite = useMay('secrets:write')
  return (
    <Panel name={say('web.nav.connections')}>
      <EmptyState
        title={say('web.connections.none')}
        steps={7}
        actions={mayWrite ? <AddButton isPrimary /> : undefined}
      >
        {say(mayWrite ? 'web.connections.none.how' : 'web.connections.none.who')}
      </EmptyState>
    </Panel>
  )
}
