import { IconPencil, IconTrash } from '@tabler/icons-react'
import { type OrderView, writeWeekdays } from '../../../src/radio/traffic/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { formatDuration, formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { DetailDrawer, DrawerPart } from '../../parts/DetailDrawer.tsx'
import { Fact, Facts } from '../../parts/small.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { TrackPlayer } from '../TrackPlayer.tsx'
import { FlightStrip } from './FlightStrip.tsx'
import { MissesOfOrder } from './Misses.tsx'
import { lookOf } from './order-look.ts'
import { Plays } from './OrderTable.tsx'
import styles from './traffic.module.css'
import { type Moves, routes } from './use-traffic.ts'

interface OrderDetailProps {
  orderId: number
  may: boolean
  moves: Moves
  onEdit: () => void
  onClose: () => void
}

/** One order: how it stands, what it needs, its days, its copy. */
export function OrderDetail({ orderId, may, moves, onEdit, onClose }: OrderDetailProps) {
  const say = useWords()
  const read = useRead(routes.get, { params: { orderId } })
  const order = read.data
  if (order === undefined)
    return (
      <DetailDrawer title={say('web.traffic.order')} onClose={onClose}>
        <DrawerPart>
          <ReadProblem read={read} />
        </DrawerPart>
      </DetailDrawer>
    )
  return (
    <DetailDrawer
      title={`${order.name} ${order.number}`}
      onClose={onClose}
      footer={may && order.removedAt === null ? <Acts {...{ order, moves, onEdit, onClose }} /> : undefined}
    >
      <DrawerPart>
        <span className="row">
          <StateChip {...lookOf(say, order)} />
        </span>
        {order.notes.map(({ code, text }) => (
          <span key={code} className="s13 tone-warn">
            {text}
          </span>
        ))}
        <Plays order={order} />
      </DrawerPart>
      {order.fulfilment.missed > 0 && (
        <DrawerPart title={say('web.traffic.misses')}>
          <MissesOfOrder stationId={order.stationId} orderId={orderId} may={may} />
        </DrawerPart>
      )}
      <DrawerPart title={say('web.traffic.flight')}>
        <FlightStrip orderId={orderId} />
      </DrawerPart>
      <DrawerPart title={say('web.traffic.copy')}>
        <Copies order={order} />
      </DrawerPart>
      <DrawerPart title={say('web.traffic.facts')}>
        <OrderFacts order={order} />
      </DrawerPart>
    </DetailDrawer>
  )
}

function Acts({ order, moves, onEdit, onClose }: Omit<OrderDetailProps, 'orderId' | 'may'> & { order: OrderView }) {
  const say = useWords()
  const { aired, planned, missed } = order.fulfilment
  return (
    <>
      <Button
        isSmall
        isWrite
        look="quiet"
        icon={IconTrash}
        whyNot={aired + planned + missed > 0 ? say('web.traffic.act.hasSpots') : null}
        onClick={() => {
          moves.takeOut(order)
          onClose()
        }}
      >
        {say('web.traffic.act.takeOut')}
      </Button>
      <span className="end" />
      <Button isSmall isWrite icon={IconPencil} keys="e" onClick={onEdit}>
        {say('web.traffic.act.edit')}
      </Button>
    </>
  )
}

function Copies({ order: { copies, stationId } }: { order: OrderView }) {
  const say = useWords()
  if (copies.length === 0) return <span className="s13 tone-warn">{say('web.traffic.copy.none')}</span>
  return (
    <ul className={styles.copies}>
      {copies.map(({ copyId, title, trackId, lengthMs, weight, firstDay, lastDay }) => (
        <li key={copyId}>
          <b className="break">{title}</b>
          <span className="s12 t2">
            {[
              say('web.traffic.copy.track', { trackId: String(trackId) }),
              formatDuration(lengthMs),
              say('web.traffic.copy.weight', { weight: formatNumber(weight) }),
              ...(firstDay === null && lastDay === null
                ? []
                : [say('web.traffic.days', { first: firstDay ?? '…', last: lastDay ?? '…' })]),
            ].join(', ')}
          </span>
          <TrackPlayer {...{ stationId, trackId, title }} />
        </li>
      ))}
    </ul>
  )
}

function OrderFacts({ order }: { order: OrderView }) {
  const say = useWords()
  const { windows } = order
  const times =
    windows.length === 0 ? say('web.traffic.wholeDay') : windows.map(({ from, to }) => `${from}–${to}`).join(', ')
  return (
    <Facts>
      <Fact name={say('web.traffic.flight')}>
        {say('web.traffic.days', { first: order.firstDay, last: order.lastDay })}
      </Fact>
      <Fact name={say('web.traffic.plays')}>{say(`web.traffic.per.${order.per}.count`, { count: order.plays })}</Fact>
      <Fact name={say('web.traffic.weekdays')}>
        {order.weekdays.length === 7 ? say('web.traffic.everyDay') : writeWeekdays(order.weekdays)}
      </Fact>
      <Fact name={say('web.traffic.windows')}>{times}</Fact>
      {order.sponsor !== '' && <Fact name={say('web.traffic.sponsor')}>{order.sponsor}</Fact>}
      {order.product !== '' && <Fact name={say('web.traffic.product')}>{order.product}</Fact>}
      <Fact name={say('web.traffic.type')}>{say(`web.traffic.type.${order.typeCode}`)}</Fact>
      <Fact name={say('web.traffic.priority')}>{formatNumber(order.priority)}</Fact>
      <Fact name={say('web.traffic.apart')}>{say('web.traffic.minutes', { count: order.leastApartMin })}</Fact>
      <Fact name={say('web.traffic.makeGoods')}>{say(`web.traffic.makeGoods.${order.makeGoods}`)}</Fact>
      <Fact name={say('web.traffic.grace')}>{say('web.traffic.graceDays', { count: order.graceDays })}</Fact>
    </Facts>
  )
}
