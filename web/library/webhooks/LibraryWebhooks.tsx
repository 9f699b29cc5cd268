import { useSearch } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { webhookRoutes, type WithSecret } from '../../../src/webhooks/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { Calls } from '../../webhooks/Calls.tsx'
import { MadeSecret } from '../../webhooks/MadeSecret.tsx'
import { AddSender } from '../../webhooks/SenderForm.tsx'
import { Senders } from '../../webhooks/Senders.tsx'
import { useWords } from '../../words.ts'
import { idOf } from '../use-library.ts'
import { SenderFolders } from './SenderFolders.tsx'
import { SetUp } from './SetUp.tsx'

const { routes } = webhookRoutes
/** Whom it turned away is no event. */
const EVERY_MS = 15_000
/** Programs that bring films, series and music into the folders of libraries. */
const KINDS: readonly string[] = ['radarr', 'sonarr', 'lidarr']

/** Radarr, Sonarr and Lidarr: how they tell what they brought, what they said, and whose folders are which library. */
export function LibraryWebhooks() {
  const say = useWords()
  const search = useSearch({ from: '/shell/library/webhooks' })
  const mayWrite = useMay('secrets:write')
  const list = useRead(routes.list, {}, { everyMs: EVERY_MS })
  const kinds = useRead(routes.listKinds, {})
  const [isAdding, setAdding] = useState(false)
  const [made, setMade] = useState<WithSecret | null>(null)
  const senders = list.data?.items.filter(({ kind }) => KINDS.includes(kind))
  const known = kinds.data?.items.filter(({ kind }) => KINDS.includes(kind)) ?? []
  const isEmpty = senders?.length === 0
  const add = mayWrite && (
    <Button isWrite look={isEmpty ? 'primary' : 'plain'} icon={IconPlus} onClick={() => setAdding(true)}>
      {say('web.webhooks.add')}
    </Button>
  )
  return (
    <Page
      title={say('web.nav.library.webhooks')}
      subtitle={say('web.library.webhooks.subtitle')}
      actions={senders !== undefined && !isEmpty ? add : undefined}
    >
      <ReadProblem read={list} />
      <ReadProblem read={kinds} />
      {made !== null && <MadeSecret made={made} onClose={() => setMade(null)} />}
      {isEmpty && (
        <Panel name={say('web.nav.library.webhooks')}>
          <EmptyState title={say('web.library.webhooks.none')} steps={4} actions={add === false ? undefined : add}>
            {say('web.library.webhooks.none.how')}
          </EmptyState>
        </Panel>
      )}
      {senders !== undefined && !isEmpty && (
        <>
          <Senders items={senders} kinds={known} onMade={setMade} />
          {made === null && <SetUp senders={senders} />}
          <SenderFolders
            senders={senders}
            meant={{ sourceId: idOf(search['sender']), folder: search['folder'] ?? '' }}
          />
          <Calls senders={senders} />
        </>
      )}
      {kinds.data !== undefined && (
        <AddSender kinds={known} isOpen={isAdding} onClose={() => setAdding(false)} onMade={setMade} />
      )}
    </Page>
  )
}
