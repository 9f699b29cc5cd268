import { useNavigate } from '@tanstack/react-router'
import { useSearchOf } from '../shell/use-search-of.ts'
import { IconX } from '@tabler/icons-react'
import { useMemo } from 'react'
import { deliveryRoutes, DeliveryStateName, type DeliveryView } from '../../src/deliveries/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList, useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../parts/EmptyState.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { ProofChip } from '../parts/ProofChip.tsx'
import type { Column } from '../parts/table-view.ts'
import { useNow } from '../parts/use-now.ts'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import { deliveryName, proofDetail } from './delivery-view.ts'

const routes = deliveryRoutes.routes
const STATES = DeliveryStateName.options
/** Where a link of another page led to; each is a chip that can be taken off. */
const LED = ['run', 'connection', 'target'] as const

/** Every effect on an outside system with its proof, newest first. */
export function Deliveries() {
  const say = useWords()
  const navigate = useNavigate()
  const address = useAddress()
  const { state, kind, led } = address
  const list = useList(routes.list, {
    query: {
      limit: 100,
      ...(state === '' ? {} : { state }),
      ...(kind === '' ? {} : { kind }),
      ...(led.run === undefined ? {} : { runId: Number(led.run) }),
      ...(led.connection === undefined ? {} : { connectionId: Number(led.connection) }),
      ...(led.target === undefined ? {} : { target: led.target }),
    },
  })
  const columns = useMemo(() => columnsOf(say), [say])
  return (
    <Page title={say('web.nav.activity.deliveries')} subtitle={say('web.deliveries.subtitle')}>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <DataTable
        name={say('web.nav.activity.deliveries')}
        columns={columns}
        rows={list.items}
        listKey={list.key}
        idOf={(delivery) => String(delivery.deliveryId)}
        nameOf={deliveryName}
        state={list.state}
        keepAs="deliveries"
        tools={<Tools {...address} />}
        onOpen={({ deliveryId }) =>
          void navigate({ to: '/activity/deliveries/$deliveryId', params: { deliveryId: String(deliveryId) } })
        }
        onEnd={list.more}
        empty={<NoDeliveries {...address} />}
      />
    </Page>
  )
}

function useAddress() {
  const { search, set } = useSearchOf('/activity/deliveries')
  return {
    state: STATES.find((name) => name === search['state']) ?? ('' as const),
    kind: search['kind'] ?? '',
    led: { run: search['run'], connection: search['connection'], target: search['target'] },
    set,
    clear: () => set(Object.fromEntries(['state', 'kind', ...LED].map((name) => [name, undefined]))),
  }
}
type Address = ReturnType<typeof useAddress>

function NoDeliveries({ state, kind, led, clear }: Address) {
  const say = useWords()
  const isFiltered = state !== '' || kind !== '' || LED.some((name) => led[name] !== undefined)
  if (isFiltered) return <NoMatch title={say('web.deliveries.noMatch')} onClear={clear} />
  return (
    <EmptyState title={say('web.deliveries.none')} steps={5}>
      {say('web.deliveries.none.why')}
    </EmptyState>
  )
}

function Tools({ state, kind, led, set }: Address) {
  const say = useWords()
  const counts = useRead(routes.count, {})
  const items = counts.data?.items ?? []
  const ofState = (name: string) =>
    items
      .filter((one) => one.state === name && (kind === '' || one.kind === kind))
      .reduce((sum, one) => sum + one.count, 0)
  const kinds = new Map(items.map((one) => [one.kind, one.title]))
  return (
    <>
      <ChoiceField
        name={say('web.runs.state')}
        value={state}
        onChange={(next) => set({ state: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.jobs.allStates') },
          ...STATES.map((value) => ({
            value,
            label: `${say(`web.proof.${value}`)} (${formatNumber(ofState(value))})`,
          })),
        ]}
      />
      <ChoiceField
        name={say('web.jobs.kind')}
        value={kind}
        onChange={(next) => set({ kind: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.jobs.allKinds') },
          ...[...kinds].map(([value, label]) => ({ value, label })),
        ]}
      />
      {LED.filter((name) => led[name] !== undefined).map((name) => (
        <Button key={name} isSmall icon={IconX} onClick={() => set({ [name]: undefined })}>
          {say(`web.deliveries.only.${name}`, { value: led[name] ?? '' })}
        </Button>
      ))}
    </>
  )
}

function ProofCell({ delivery }: { delivery: DeliveryView }) {
  const say = useWords()
  const detail = proofDetail(say, delivery, useNow(Date.parse(delivery.changedAt)))
  return (
    <span className="col gap2">
      <ProofChip state={delivery.state} isBare {...(detail === undefined ? {} : { detail })} />
      {delivery.reason !== null && <span className="s12 t2">{delivery.reason.text}</span>}
    </span>
  )
}

function columnsOf(say: Say): Column<DeliveryView>[] {
  return [
    {
      id: 'delivery',
      head: say('web.delivery.delivery'),
      cell: (delivery) => (
        <span className="col gap2">
          <span className="cut">{deliveryName(delivery)}</span>
          <span className="mono s12 t3 cut">{delivery.kind}</span>
        </span>
      ),
    },
    {
      id: 'place',
      head: say('web.delivery.to'),
      width: '11rem',
      canHide: true,
      cell: (delivery) => <span className="cut">{delivery.place}</span>,
    },
    {
      id: 'proof',
      head: say('web.delivery.proof'),
      width: '22rem',
      cell: (delivery) => <ProofCell delivery={delivery} />,
    },
    {
      id: 'when',
      head: say('web.plot.when'),
      width: '6.25rem',
      canHide: true,
      cell: (delivery) => <Ago at={delivery.changedAt} />,
    },
  ]
}
