import { Link } from '@tanstack/react-router'
import { deliveryRoutes, type DeliveryView } from '../../src/deliveries/contract.ts'
import type { InboxView } from '../../src/radio/hydration/contract.ts'
import { proofDetail } from '../activity/delivery-view.ts'
import { useRead } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { ProofChip } from '../parts/ProofChip.tsx'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words.ts'
import styles from './radio.module.css'
import { ReadProblem } from './ReadProblem.tsx'

const SHOWN = 5

/** The newest deliveries of an inbox with their proof; each leads to its own page. */
export function InboxDeliveries({ inbox: { inboxId, path } }: { inbox: InboxView }) {
  const say = useWords()
  const read = useRead(deliveryRoutes.routes.list, { query: { subject: `inbox:${inboxId}`, limit: SHOWN } })
  const items = read.data?.items ?? []
  if (items.length === 0 && read.error === null) return null
  return (
    <div className={styles.part}>
      <div className="row">
        <h3>{say('web.radio.deliveries')}</h3>
        <Link to="/activity/deliveries" search={{ kind: 'radio.upload-track' }} className="end s12">
          {say('web.radio.deliveries.all')}
        </Link>
      </div>
      <ReadProblem read={read} />
      <ul className={styles.deliveries} aria-label={say('web.radio.deliveries.of', { path })}>
        {items.map((delivery) => (
          <Row key={delivery.deliveryId} delivery={delivery} />
        ))}
      </ul>
    </div>
  )
}

function Row({ delivery }: { delivery: DeliveryView }) {
  const say = useWords()
  const { deliveryId, label, state, reason, changedAt } = delivery
  const detail = proofDetail(say, delivery, useNow(Date.parse(changedAt)))
  return (
    <li>
      <Link
        to="/activity/deliveries/$deliveryId"
        params={{ deliveryId: String(deliveryId) }}
        className="mono s12 break"
      >
        {label}
      </Link>
      <span className="col gap2">
        <ProofChip state={state} isBare {...(detail === undefined ? {} : { detail })} />
        {reason !== null && <span className="s12 t2">{reason.text}</span>}
      </span>
      <span className="s12 t3 nowrap">
        <Ago at={changedAt} />
      </span>
    </li>
  )
}
