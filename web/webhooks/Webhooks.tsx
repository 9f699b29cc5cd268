import { Link } from '@tanstack/react-router'
import { IconArrowLeft, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { webhookRoutes, type WithSecret } from '../../src/webhooks/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel } from '../parts/Panel.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { Calls } from './Calls.tsx'
import { MadeSecret } from './MadeSecret.tsx'
import { AddSender } from './SenderForm.tsx'
import { Senders } from './Senders.tsx'

const { routes } = webhookRoutes
/** Whom it turned away is no event. */
const EVERY_MS = 15_000

/** Programs that may call: each with its address and its state, and what they said. */
export function Webhooks() {
  const say = useWords()
  const mayWrite = useMay('secrets:write')
  const list = useRead(routes.list, {}, { everyMs: EVERY_MS })
  const kinds = useRead(routes.listKinds, {})
  const [isAdding, setAdding] = useState(false)
  const [made, setMade] = useState<WithSecret | null>(null)
  const items = list.data?.items
  const known = kinds.data?.items ?? []
  const isEmpty = items?.length === 0
  const add = (
    <Button isWrite look={isEmpty ? 'primary' : 'plain'} icon={IconPlus} onClick={() => setAdding(true)}>
      {say('web.webhooks.add')}
    </Button>
  )
  return (
    <Page
      title={say('web.webhooks.title')}
      subtitle={say('web.webhooks.subtitle')}
      actions={mayWrite && items !== undefined && !isEmpty ? add : undefined}
    >
      <Link to="/connections/{-$connectionId}" params={{ connectionId: undefined }} className="row s13">
        <Icon of={IconArrowLeft} />
        {say('web.nav.connections')}
      </Link>
      {[list, kinds].map(
        (read, at) =>
          read.error !== null && <ProblemPanel key={at} error={read.error} onRetry={() => void read.refetch()} />,
      )}
      {made !== null && <MadeSecret made={made} onClose={() => setMade(null)} />}
      {isEmpty && (
        <Panel name={say('web.webhooks.senders')}>
          <EmptyState title={say('web.webhooks.none')} steps={4} actions={mayWrite ? add : undefined}>
            {say(mayWrite ? 'web.webhooks.none.how' : 'web.webhooks.none.who')}
          </EmptyState>
        </Panel>
      )}
      {items !== undefined && !isEmpty && (
        <>
          <Senders items={items} kinds={known} onMade={setMade} />
          <Calls senders={items} />
        </>
      )}
      {kinds.data !== undefined && (
        <AddSender kinds={known} isOpen={isAdding} onClose={() => setAdding(false)} onMade={setMade} />
      )}
    </Page>
  )
}
