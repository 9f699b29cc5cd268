import { Link } from '@tanstack/react-router'
import { orderCsvRoutes } from '../../../src/radio/traffic/csv/contract.ts'
import { addressOf } from '../../api/client.ts'
import { useAct } from '../../api/use-api.ts'
import { buttonClass } from '../../parts/Button.tsx'
import { useWords } from '../../words.ts'
import { asCsv } from '../import/FileDrop.tsx'
import { type HeldPlan, ImportDialog, ImportForm } from '../import/ImportDialog.tsx'

interface ImportOrdersProps {
  stationId: number
  isOpen: boolean
  onClose: () => void
}

/** Orders from a file. */
export function ImportOrders({ stationId, ...dialog }: ImportOrdersProps) {
  const say = useWords()
  return (
    <ImportDialog {...dialog} title={say('web.traffic.import.title')}>
      {(plan) => <Body {...{ stationId, plan }} />}
    </ImportDialog>
  )
}

function Body({ stationId, plan }: { stationId: number; plan: HeldPlan }) {
  const say = useWords()
  const draft = useAct(orderCsvRoutes.routes.draftImport, ({ planId }) => plan.hold(planId))
  return (
    <ImportForm
      {...{ plan, draft }}
      onTry={(file) => draft.mutate({ params: { stationId }, body: asCsv(file) })}
      renderReview={(planId) => (
        <Link to="/radio/traffic/plans/$planId" params={{ planId: String(planId) }} className={buttonClass('primary')}>
          <span>{say('web.programme.import.review')}</span>
        </Link>
      )}
      hint={
        <>
          {say('web.traffic.import.hint')}{' '}
          <a href={addressOf(orderCsvRoutes.routes.export, { params: { stationId } })} download>
            {say('web.traffic.export')}
          </a>
        </>
      }
    />
  )
}
