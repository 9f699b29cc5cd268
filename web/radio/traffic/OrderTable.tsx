import { IconArrowBackUp, IconPlus } from '@tabler/icons-react'
import type { OrderView } from '../../../src/radio/traffic/contract.ts'
import { Bar, type BarPart } from '../../parts/Bar.tsx'
import { Button } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { Column } from '../../parts/table-view.ts'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { useWords, type Say } from '../../words.ts'
import { lookOf, played } from './order-look.ts'
import styles from './traffic.module.css'
import { type Address, type Moves, type useOrders, WHICH } from './use-traffic.ts'

interface OrderTableProps {
  address: Address
  list: ReturnType<typeof useOrders>
  may: boolean
  moves: Moves
  /** How often this person has added, taken out and put back. */
  ownActs: number
  onAdd: () => void
  onEdit: (orderId: number) => void
}

/** Orders with how far they are, and what each needs. */
export function OrderTable({ address, list, may, moves, ownActs, onAdd, onEdit }: OrderTableProps) {
  const say = useWords()
  const { which, text, orderId, set } = address
  const isOut = which === 'removed'
  return (
    <DataTable
      name={say('web.traffic.orders')}
      columns={columnsOf(say, isOut && may ? moves.putBack : undefined)}
      rows={list.items}
      listKey={`${list.key} ${ownActs}`}
      idOf={(order) => String(order.orderId)}
      nameOf={({ number, name }) => `${number} ${name}`}
      keepAs="radio-traffic"
      state={list.state}
      {...(list.total === undefined ? {} : { total: list.total })}
      tools={<Tools address={address} />}
      onOpen={(order) => set({ order: String(order.orderId) })}
      openId={orderId === undefined ? null : String(orderId)}
      onEnd={list.more}
      onKey={may && !isOut ? (key, row) => actByKey(key, { row, moves, onEdit }) : undefined}
      empty={
        list.error === null &&
        (text === '' ? (
          <Nothing {...{ which, may, onAdd }} />
        ) : (
          <NoMatch title={say('web.traffic.noMatch')} onClear={() => set({ text: undefined })} />
        ))
      }
    />
  )
}

function actByKey(
  key: string,
  { row, moves, onEdit }: { row: OrderView; moves: Moves; onEdit: (orderId: number) => void },
): boolean {
  if (key === 'e') onEdit(row.orderId)
  else if (key === 'Delete') moves.takeOut(row)
  else return false
  return true
}

function Nothing({ which, may, onAdd }: { which: Address['which']; may: boolean; onAdd: () => void }) {
  const say = useWords()
  if (which !== 'open')
    return <EmptyState title={say(`web.traffic.none.${which}`)}>{say(`web.traffic.none.${which}.how`)}</EmptyState>
  return (
    <EmptyState
      title={say('web.traffic.none.open')}
      steps={4}
      actions={
        may ? (
          <Button isWrite icon={IconPlus} onClick={onAdd}>
            {say('web.traffic.add')}
          </Button>
        ) : undefined
      }
    >
      {say('web.traffic.none.open.how')}
    </EmptyState>
  )
}

function Tools({ address: { text, which, set } }: { address: Address }) {
  const say = useWords()
  const typed = useTypedText(text, (next) => set({ text: next }))
  return (
    <>
      <div className={styles.search}>
        <TextField name={say('web.traffic.search')} placeholder={say('web.traffic.search')} {...typed} />
      </div>
      <Segmented
        name={say('web.traffic.which')}
        options={WHICH.map((value) => ({ value, label: say(`web.traffic.which.${value}`) }))}
        value={which}
        onChange={(next) => set({ which: next === 'open' ? undefined : next, order: undefined })}
      />
    </>
  )
}

function columnsOf(say: Say, onPutBack: Moves['putBack'] | undefined): Column<OrderView>[] {
  return [
    { id: 'order', head: say('web.traffic.order'), cell: (order) => <Title order={order} /> },
    {
      id: 'state',
      head: say('web.traffic.state'),
      width: '8.5rem',
      cell: (order) => <StateChip {...lookOf(say, order)} isBare />,
    },
    {
      id: 'flight',
      head: say('web.traffic.flight'),
      width: '11.5rem',
      isWideOnly: true,
      canHide: true,
      cell: ({ firstDay, lastDay }) => (
        <span className="num s12 t2 nowrap">{say('web.traffic.days', { first: firstDay, last: lastDay })}</span>
      ),
    },
    { id: 'plays', head: say('web.traffic.plays'), width: '12rem', cell: (order) => <Plays order={order} /> },
    ...(onPutBack === undefined
      ? []
      : [
          {
            id: 'act',
            head: say('web.traffic.act'),
            width: '8rem',
            cell: (order: OrderView) => <PutBack order={order} onPutBack={onPutBack} />,
          },
        ]),
  ]
}

function Title({ order: { number, name, sponsor, notes } }: { order: OrderView }) {
  return (
    <span className="col gap2">
      <span className="break">
        <b>{name}</b> <span className="num t2">{number}</span>
      </span>
      <span className="s12 t2 break">
        {notes.length > 0 ? (
          <span className="tone-warn">{notes.map(({ text }) => text).join(', ')}</span>
        ) : (
          sponsor !== name && sponsor
        )}
      </span>
    </span>
  )
}

/** How much of an order was on air, is to come, and is owed. */
export function Plays({ order }: { order: OrderView }) {
  const say = useWords()
  const { ordered, aired, planned, owed } = order.fulfilment
  const share = (count: number): number => Math.min(1, count / Math.max(1, ordered))
  const parts: BarPart[] = [
    { share: share(aired), tone: 'ok' },
    { share: share(planned), tone: 'run' },
    { share: share(owed), tone: 'warn' },
  ]
  const text = played(say, order)
  return (
    <span className="col gap4">
      <Bar parts={parts} name={say('web.traffic.plays')} value={text} />
      <span className="num s12 t2 break">{text}</span>
    </span>
  )
}

function PutBack({ order, onPutBack }: { order: OrderView; onPutBack: Moves['putBack'] }) {
  const say = useWords()
  return (
    <Button isSmall isWrite icon={IconArrowBackUp} onClick={() => onPutBack(order)}>
      {say('web.traffic.act.putBack')}
      <span className="sr-only"> {order.number}</span>
    </Button>
  )
}
