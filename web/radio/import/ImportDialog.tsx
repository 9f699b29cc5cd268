import { useState, type ReactNode } from 'react'
import { planRoutes } from '../../../src/plans/contract.ts'
import type { ImportDraft } from '../../../src/radio/csv/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWords } from '../../words.ts'
import { FileDrop, whyNotFile } from './FileDrop.tsx'
import { ImportAnswer } from './ImportAnswer.tsx'

/** The plan that trying a file has made. */
export interface HeldPlan {
  hold: (planId: number | null) => void
  letGo: () => void
  close: () => void
}

interface ImportDialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  children: (plan: HeldPlan) => ReactNode
}

/** A list from a file: tried first, then reviewed as a plan; nothing is changed here. */
export function ImportDialog({ title, isOpen, onClose, children }: ImportDialogProps) {
  const [planId, hold] = useState<number | null>(null)
  const discard = useAct(planRoutes.routes.discard)
  // A plan that nobody goes on to review is put away.
  const letGo = () => {
    if (planId !== null) discard.mutate({ params: { planId }, body: {} })
    hold(null)
  }
  const close = () => {
    letGo()
    onClose()
  }
  return (
    <Dialog title={title} isOpen={isOpen} onClose={close} widthPx={620}>
      {children({ hold, letGo, close })}
    </Dialog>
  )
}

interface ImportFormProps {
  plan: HeldPlan
  draft: { data: ImportDraft | undefined; error: Error | null; isPending: boolean; reset: () => void }
  onTry: (file: File) => void
  /** The way to the plan. */
  renderReview: (planId: number) => ReactNode
  /** What a file has in it, and where one is to be had. */
  hint: ReactNode
  /** Above the file. */
  children?: ReactNode
}

/** The file, and then what trying it has found. */
export function ImportForm({ plan, draft, onTry, renderReview, hint, children }: ImportFormProps) {
  const say = useWords()
  const [file, setFile] = useState<File>()
  const begin = () => {
    plan.letGo()
    setFile(undefined)
    draft.reset()
  }
  if (draft.data !== undefined && file !== undefined)
    return (
      <ImportAnswer
        draft={draft.data}
        fileName={file.name}
        onAgain={begin}
        onClose={plan.close}
        review={draft.data.planId !== null && renderReview(draft.data.planId)}
      />
    )
  return (
    <DialogForm
      act={say(draft.isPending ? 'web.programme.import.reading' : 'web.programme.import.try')}
      whyNot={draft.isPending ? say('web.signin.busy') : whyNotFile(say, file)}
      error={draft.error}
      onSubmit={() => file !== undefined && onTry(file)}
      onClose={plan.close}
    >
      <span className="s13 t2">{say('web.programme.import.how')}</span>
      {children}
      <FileDrop file={file} onFile={setFile} />
      <span className="s12 t2">{hint}</span>
    </DialogForm>
  )
}
