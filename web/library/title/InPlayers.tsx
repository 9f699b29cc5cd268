import { Link } from '@tanstack/react-router'
import type { DeliveryView } from '../../../src/deliveries/contract.ts'
import { proofDetail } from '../../activity/delivery-view.ts'
import { Panel, PanelRows } from '../../parts/Panel.tsx'
import { ProofChip } from '../../parts/ProofChip.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words.ts'
import styles from './title.module.css'

/** The page of groups and players. */
const PLAYERS: string = '/library/players'

/** Where the title was told of, and what proves that it is there. */
export function InPlayers({ deliveries }: { deliveries: readonly DeliveryView[] }) {
  const say = useWords()
  return (
    <Panel
      title={say('web.library.players')}
      isLined
      actions={
        <Link to={PLAYERS} className="s12">
          {say('web.library.players.all')}
        </Link>
      }
    >
      <PanelRows>
        {deliveries.map((delivery) => (
          <Row key={delivery.deliveryId} delivery={delivery} />
        ))}
        {deliveries.length === 0 && <p className="s13 t2">{say('web.library.players.none')}</p>}
      </PanelRows>
    </Panel>
  )
}

function Row({ delivery }: { delivery: DeliveryView }) {
  const say = useWords()
  const nowMs = useNow()
  const { deliveryId, place, state, reason } = delivery
  const detail = proofDetail(say, delivery, nowMs)
  return (
    <div className={styles.player}>
      <span className="col gap2">
        <span className="break">{place}</span>
        {reason !== null && (
          <span className="s12 t2 break">
            {reason.text} {reason.todo}
          </span>
        )}
      </span>
      <Link to="/activity/deliveries/$deliveryId" params={{ deliveryId: String(deliveryId) }}>
        <ProofChip state={state} isBare {...(detail === undefined ? {} : { detail })} />
      </Link>
    </div>
  )
}

/** The newest of each place, in the order of their names. */
export function newestOfEach(deliveries: readonly DeliveryView[]): DeliveryView[] {
  const byPlace = new Map<string, DeliveryView>()
  for (const delivery of deliveries) {
    const known = byPlace.get(delivery.place)
    if (known === undefined || known.deliveryId < delivery.deliveryId) byPlace.set(delivery.place, delivery)
  }
  return [...byPlace.values()].toSorted((a, b) => a.place.localeCompare(b.place))
}
