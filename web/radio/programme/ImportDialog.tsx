import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { planRoutes } from '../../../src/plans/contract.ts'
import { programmeCsvRoutes } from '../../../src/radio/programme/own/csv/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { buttonClass } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { exportAddress } from './export-address.ts'
import { asCsv, FileDrop, whyNotFile } from './FileDrop.tsx'
import { ImportAnswer } from './ImportAnswer.tsx'

interface ImportDialogProps {
  station: StationView
  isOpen: boolean
  onClose: () => void
}

/** A list from a file: tried first, then reviewed as a plan; nothing is changed here. */
export function ImportDialog({ station, isOpen, onClose }: ImportDialogProps) {
  const say = useWords()
  const [planId, setPlanId] = useState<number | null>(null)
  const discard = useAct(planRoutes.routes.discard)
  // A plan that nobody goes on to review is put away.
  const letGo = () => {
    if (planId !== null) discard.mutate({ params: { planId }, body: {} })
    setPlanId(null)
  }
  const close = () => {
    letGo()
    onClose()
  }
  return (
    <Dialog title={say('web.programme.import.title')} isOpen={isOpen} onClose={close} widthPx={620}>
      <Body stationId={station.stationId} onPlan={setPlanId} onLetGo={letGo} onClose={close} />
    </Dialog>
  )
}

interface BodyProps {
  stationId: number
  onPlan: (planId: number | null) => void
  onLetGo: () => void
  onClose: () => void
}

const KINDS = ['shows', 'episodes'] as const
type Kind = (typeof KINDS)[number]

function Body({ stationId, onPlan, onLetGo, onClose }: BodyProps) {
  const say = useWords()
  const [what, setWhat] = useState<Kind>('episodes')
  const [file, setFile] = useState<File>()
  const draft = useAct(programmeCsvRoutes.routes.draftImport, ({ planId }) => onPlan(planId))
  const begin = () => {
    onLetGo()
    setFile(undefined)
    draft.reset()
  }
  if (draft.data !== undefined && file !== undefined)
    return (
      <ImportAnswer
        draft={draft.data}
        fileName={file.name}
        onAgain={begin}
        onClose={onClose}
        review={draft.data.planId !== null && <Review planId={draft.data.planId} />}
      />
    )
  return (
    <DialogForm
      act={say(draft.isPending ? 'web.programme.import.reading' : 'web.programme.import.try')}
      whyNot={draft.isPending ? say('web.signin.busy') : whyNotFile(say, file)}
      error={draft.error}
      onSubmit={() => file !== undefined && draft.mutate({ params: { stationId }, query: { what }, body: asCsv(file) })}
      onClose={onClose}
    >
      <span className="s13 t2">{say('web.programme.import.how')}</span>
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
      <FileDrop file={file} onFile={setFile} />
      <span className="s12 t2">
        {say(`web.programme.import.${what}.hint`)}{' '}
        <a href={exportAddress(what, stationId)} download>
          {say(`web.programme.export.${what}`)}
        </a>
      </span>
    </DialogForm>
  )
}

function Review({ planId }: { planId: number }) {
  const say = useWords()
  return (
    <Link to="/radio/programme/plans/$planId" params={{ planId: String(planId) }} className={buttonClass('primary')}>
      <span>{say('web.programme.import.review')}</span>
    </Link>
  )
}
