import { useSearch } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { FirstSteps } from './FirstSteps.tsx'
import { InboxForm } from './InboxForm.tsx'
import { InboxPanel } from './InboxPanel.tsx'
import { ReadProblem } from './ReadProblem.tsx'
import { useConnections, useInboxes, useStations } from './use-radio.ts'

/** Folders whose audio goes into the playout library of a station. */
export function Inboxes() {
  const say = useWords()
  const meant = useSearch({ from: '/shell/radio/inbox' })['inbox']
  const mayWrite = useMay('config:write')
  const inboxes = useInboxes()
  const stations = useStations()
  const connections = useConnections()
  const [isAdding, setAdding] = useState(false)
  const items = inboxes.data?.items ?? []
  const known = stations.data?.items
  const add = mayWrite && items.length > 0 && known !== undefined && (
    <Button isWrite icon={IconPlus} onClick={() => setAdding(true)}>
      {say('web.radio.inbox.add')}
    </Button>
  )
  const isEmpty = inboxes.data?.items.length === 0 && inboxes.error === null
  return (
    <Page
      title={say('web.nav.radio.inbox')}
      subtitle={say('web.radio.inbox.subtitle')}
      actions={add === false ? undefined : add}
    >
      {[inboxes, stations, connections].map((read, index) => (
        <ReadProblem key={index} read={read} />
      ))}
      {isEmpty && known !== undefined && connections.data !== undefined && (
        <FirstSteps connections={connections.data.items} stations={known} inboxes={items} />
      )}
      {items.map((inbox) => (
        <InboxPanel
          key={inbox.inboxId}
          inbox={inbox}
          stations={known}
          connections={connections.data?.items}
          isMeant={meant === String(inbox.inboxId)}
        />
      ))}
      <InboxForm stations={known ?? []} isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  )
}
