import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { planRoutes } from '../../../src/plans/contract.ts'
import { orderCsvRoutes } from '../../../src/radio/traffic/csv/contract.ts'
import { addressOf } from '../../api/client.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { buttonClass } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWords } from '../../words.ts'
import { asCsv, FileDrop, whyNotFile } from '../programme/FileDrop.tsx'
import { ImportAnswer } from '../programme/ImportAnswer.tsx'

interface ImportOrdersProps {
  stationId: number
  isOpen: boolean
  onClose: () => void
}

/** A list from a file: tried first, then reviewed as a plan; nothing is changed here. */
export function ImportOrders({ stationId, isOpen, onClose }: ImportOrdersProps) {
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
    <Dialog title={say('web.traffic.import.title')} isOpen={isOpen} onClose={close} widthPx={620}>
      <Body stationId={stationId} onPlan={setPlanId} onLetGo={letGo} onClose={close} />
    </Dialog>
  )
}

interface BodyProps {
  stationId: number
  onPlan: (planId: number | null) => void
  onLetGo: () => void
  onClose: () => void
}

function Body({ stationId, onPlan, onLetGo, onClose }: BodyProps) {
  const say = useWords()
  const [file, setFile] = useState<File>()
  const draft = useAct(orderCsvRoutes.routes.draftImport, ({ planId }) => onPlan(planId))
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
      onSubmit={() => file !== undefined && draft.mutate({ params: { stationId }, body: asCsv(file) })}
      onClose={onClose}
    >
      <span className="s13 t2">{say('web.programme.import.how')}</span>
      <FileDrop file={file} onFile={setFile} />
      <span className="s12 t2">
        {say('web.traffic.import.hint')}{' '}
        <a href={addressOf(orderCsvRoutes.routes.export, { params: { stationId } })} download>
          {say('web.traffic.export')}
        </a>
      </span>
    </DialogForm>
  )
}

function Review({ planId }: { planId: number }) {
  const say = useWords()
  return (
    <Link to="/radio/traffic/plans/$planId" params={{ planId: String(planId) }} className={buttonClass('primary')}>
      <span>{say('web.programme.import.review')}</span>
    </Link>
  )
}
