import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { alertRoutes, type AlertsView } from '../../src/alerts/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Panel } from '../parts/Panel.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { AddChannel } from './AddChannel.tsx'
import styles from './alerts.module.css'
import { CellPanel } from './CellPanel.tsx'
import { Channels } from './Channels.tsx'
import { Matrix } from './Matrix.tsx'
import { SentLately, SentList } from './Sent.tsx'

const VIEWS = ['matrix', 'channels', 'sent'] as const
type View = (typeof VIEWS)[number]

/** What is told, where, and what was sent. */
export function Alerts() {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const navigate = useNavigate()
  const params: { view?: string } = useParams({ strict: false })
  const shown: View = VIEWS.find((one) => one === params.view) ?? 'matrix'
  // What was sent, put off or held back is no event of this room.
  const read = useRead(alertRoutes.routes.get, {}, { everyMs: 30_000 })
  const [isAdding, setAdding] = useState(false)
  const view = read.data
  const isEmpty = view?.channels.length === 0
  const add = (
    <Button isWrite look={isEmpty ? 'primary' : 'plain'} icon={IconPlus} onClick={() => setAdding(true)}>
      {say('web.alerts.addChannel')}
    </Button>
  )
  const go = (to: View): void =>
    void navigate({ to: '/alerts/{-$view}', params: { view: to === 'matrix' ? undefined : to } })
  return (
    <Page
      title={say('web.alerts.title')}
      subtitle={view === undefined ? undefined : <Subtitle view={view} />}
      actions={
        <>
          <Segmented
            name={say('web.alerts.view')}
            value={shown}
            onChange={go}
            options={VIEWS.map((one) => ({ value: one, label: say(`web.alerts.view.${one}`) }))}
          />
          {mayWrite && view !== undefined && !isEmpty && add}
        </>
      }
    >
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {isEmpty && shown !== 'sent' && (
        <Panel name={say('web.alerts.channels')}>
          <EmptyState title={say('web.alerts.none')} steps={3} actions={mayWrite ? add : undefined}>
            {say(mayWrite ? 'web.alerts.none.how' : 'web.alerts.none.who')}
          </EmptyState>
        </Panel>
      )}
      {view !== undefined && !isEmpty && shown === 'matrix' && <MatrixView view={view} />}
      {view !== undefined && !isEmpty && shown === 'channels' && <Channels view={view} />}
      {shown === 'sent' && <SentList />}
      {view !== undefined && (
        <AddChannel candidates={view.candidates} isOpen={isAdding} onClose={() => setAdding(false)} />
      )}
    </Page>
  )
}

function Subtitle({ view: { channels } }: { view: AlertsView }) {
  const say = useWords()
  const off = channels.find((channel) => channel.off !== null)
  return (
    <>
      {say('web.alerts.subtitle', { count: channels.length })}
      {off !== undefined && ` ${say('web.alerts.subtitle.off', { channel: off.name })}`}
    </>
  )
}

function MatrixView({ view }: { view: AlertsView }) {
  const navigate = useNavigate()
  const search: { channel?: string; kind?: string } = useSearch({ strict: false })
  const channel = view.channels.find(({ channelId }) => String(channelId) === search.channel)
  const kind = view.kinds.find((one) => one.kind === search.kind)
  const choose = (chosen: { kind: string; channelId: number } | null): void =>
    void navigate({
      to: '/alerts/{-$view}',
      params: { view: undefined },
      search: chosen === null ? {} : { kind: chosen.kind, channel: String(chosen.channelId) },
      resetScroll: false,
    })
  const isOpen = channel !== undefined && kind !== undefined
  return (
    <div className={styles.layout}>
      <Matrix
        view={view}
        chosen={isOpen ? { kind: kind.kind, channelId: channel.channelId } : null}
        onChoose={choose}
      />
      <div className={styles.side}>
        {isOpen && (
          <CellPanel
            key={`${kind.kind}:${channel.channelId}`}
            kind={kind}
            channel={channel}
            onClose={() => choose(null)}
          />
        )}
        <SentLately />
      </div>
    </div>
  )
}
