import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type CallView, OutcomeName, type SourceView, webhookRoutes } from '../../src/webhooks/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { formatSaid } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../parts/EmptyState.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import type { Column } from '../parts/table-view.ts'
import { useWords, type Say } from '../words.ts'
import { CallDrawer } from './CallDrawer.tsx'
import { CALL_STATES } from './sender-look.ts'

const OUTCOMES = OutcomeName.options
/** What was said before is no event. */
const EVERY_MS = 10_000

/** What these senders said in the last seven days, and what became of each call. */
export function Calls({ senders }: { senders: readonly SourceView[] }) {
  const say = useWords()
  const address = useAddress()
  const { sourceId, outcome, callId, set } = address
  const query = {
    limit: 100,
    ...(sourceId === '' ? {} : { sourceId: Number(sourceId) }),
    ...(outcome === '' ? {} : { outcome }),
  }
  const list = useList(webhookRoutes.routes.listCalls, { query }, { everyMs: EVERY_MS })
  const rows = useMemo(
    () => list.items.filter((call) => senders.some((sender) => sender.sourceId === call.sourceId)),
    [list.items, senders],
  )
  const columns = useMemo(() => columnsOf(say, senders), [say, senders])
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <ListWithDetail
        detail={callId !== null && <CallDrawer key={callId} callId={callId} onClose={() => set({ call: undefined })} />}
      >
        <DataTable
          name={say('web.webhooks.calls')}
          columns={columns}
          rows={rows}
          listKey={list.key}
          idOf={({ callId: id }) => String(id)}
          nameOf={({ event, callId: id }) => event ?? String(id)}
          state={list.state}
          keepAs="webhook-calls"
          tools={<Tools {...address} senders={senders} />}
          onOpen={({ callId: id }) => set({ call: String(id) })}
          openId={callId === null ? null : String(callId)}
          onEnd={list.more}
          empty={<NoCalls {...address} />}
        />
      </ListWithDetail>
    </>
  )
}

type Search = Readonly<Record<string, string | undefined>>

function useAddress() {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  // Calls are shown on more than one page.
  const set = (change: Search) =>
    void navigate({
      to: '.',
      search: ((now: Search) => ({ ...now, ...change })) as never,
      replace: true,
      resetScroll: false,
    })
  const call = Number(search['call'])
  return {
    sourceId: /^\d+$/.test(search['source'] ?? '') ? (search['source'] ?? '') : '',
    outcome: OUTCOMES.find((name) => name === search['outcome']) ?? ('' as const),
    callId: Number.isSafeInteger(call) && call > 0 ? call : null,
    set,
    clear: () => set({ source: undefined, outcome: undefined }),
  }
}
type Address = ReturnType<typeof useAddress>

function NoCalls({ sourceId, outcome, clear }: Address) {
  const say = useWords()
  if (sourceId !== '' || outcome !== '') return <NoMatch title={say('web.webhooks.noMatch')} onClear={clear} />
  return (
    <EmptyState title={say('web.webhooks.noCalls')} steps={4}>
      {say('web.webhooks.noCalls.why')}
    </EmptyState>
  )
}

function Tools({ sourceId, outcome, set, senders }: Address & { senders: readonly SourceView[] }) {
  const say = useWords()
  return (
    <>
      <ChoiceField
        name={say('web.webhooks.sender')}
        value={sourceId}
        onChange={(next) => set({ source: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.webhooks.allSenders') },
          ...senders.map(({ sourceId: id, name }) => ({ value: String(id), label: name })),
        ]}
      />
      <ChoiceField
        name={say('web.webhooks.outcome')}
        value={outcome}
        onChange={(next) => set({ outcome: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.webhooks.allOutcomes') },
          ...OUTCOMES.map((value) => ({ value, label: say(`web.webhooks.outcome.${value}`) })),
        ]}
      />
    </>
  )
}

function columnsOf(say: Say, senders: readonly SourceView[]): Column<CallView>[] {
  const names = new Map(senders.map(({ sourceId, name }) => [sourceId, name]))
  return [
    {
      id: 'what',
      head: say('web.webhooks.call'),
      cell: ({ event, label, outcome }) => (
        <span className="col gap2">
          <span className="mono s12 cut">{event ?? say(`web.webhooks.outcome.${outcome}`)}</span>
          {label !== null && <span className="cut">{label}</span>}
        </span>
      ),
    },
    {
      id: 'sender',
      head: say('web.webhooks.sender'),
      width: '9rem',
      canHide: true,
      cell: ({ sourceId }) => <span className="cut">{names.get(sourceId) ?? ''}</span>,
    },
    {
      id: 'outcome',
      head: say('web.webhooks.outcome'),
      width: '18rem',
      cell: ({ outcome, text, because }) => (
        <span className="col gap2">
          <StateChip state={CALL_STATES[outcome]} word={text} isBare />
          {because !== null && <span className="s12 t2">{formatSaid(because)}</span>}
        </span>
      ),
    },
    {
      id: 'when',
      head: say('web.webhooks.when'),
      width: '6.25rem',
      canHide: true,
      cell: ({ receivedAt }) => <Ago at={receivedAt} />,
    },
  ]
}
