import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { programmeCsvRoutes } from '../../../src/radio/programme/own/csv/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { useAct } from '../../api/use-api.ts'
import { buttonClass } from '../../parts/Button.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { asCsv } from '../import/FileDrop.tsx'
import { type HeldPlan, ImportDialog as Shared, ImportForm } from '../import/ImportDialog.tsx'
import { exportAddress } from './export-address.ts'

interface ImportDialogProps {
  station: StationView
  isOpen: boolean
  onClose: () => void
}

/** Shows or episodes from a file. */
export function ImportDialog({ station, ...dialog }: ImportDialogProps) {
  const say = useWords()
  return (
    <Shared {...dialog} title={say('web.programme.import.title')}>
      {(plan) => <Body stationId={station.stationId} plan={plan} />}
    </Shared>
  )
}

const KINDS = ['shows', 'episodes'] as const
type Kind = (typeof KINDS)[number]

function Body({ stationId, plan }: { stationId: number; plan: HeldPlan }) {
  const say = useWords()
  const [what, setWhat] = useState<Kind>('episodes')
  const draft = useAct(programmeCsvRoutes.routes.draftImport, ({ planId }) => plan.hold(planId))
  return (
    <ImportForm
      {...{ plan, draft }}
      onTry={(file) => draft.mutate({ params: { stationId }, query: { what }, body: asCsv(file) })}
      renderReview={(planId) => (
        <Link
          to="/radio/programme/plans/$planId"
          params={{ planId: String(planId) }}
          className={buttonClass('primary')}
        >
          <span>{say('web.programme.import.review')}</span>
        </Link>
      )}
      hint={
        <>
          {say(`web.programme.import.${what}.hint`)}{' '}
          <a href={exportAddress(what, stationId)} download>
            {say(`web.programme.export.${what}`)}
          </a>
        </>
      }
    >
      <span className="row">
        <span className="s12 t2" aria-hidden>
          {say('web.programme.import.what')}
        </span>
        <Segmented
          name={say('web.programme.import.what')}
          options={KINDS.map((value) => ({ value, label: say(`web.programme.import.${value}`) }))}
          value={what}
          onChange={setWhat}
        />
      </span>
    </ImportForm>
  )
}
