import { useEffect, useRef, useState } from 'react'
import type { RangeDraft } from '../../../src/radio/planner/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWords } from '../../words.ts'
import { bodiesOf, type Changes } from './collected.ts'
import { RangeReview } from './RangeReview.tsx'
import { routes } from './use-planner.ts'

interface ReviewChangesProps {
  isOpen: boolean
  stationId: number
  timeZone: string
  changes: Changes
  /** With what still waits. */
  onSettled: (open: Changes) => void
  onClose: () => void
}

/** What the collected changes come to at the playout as it is now; nothing is done before that is applied. */
export function ReviewChanges({ isOpen, onClose, ...props }: ReviewChangesProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.planner.review')} isOpen={isOpen} onClose={onClose} widthPx={640}>
      {isOpen && <Body onClose={onClose} {...props} />}
    </Dialog>
  )
}

function Body({ stationId, timeZone, changes, onSettled, onClose }: Omit<ReviewChangesProps, 'isOpen'>) {
  const say = useWords()
  const [draft, setDraft] = useState<RangeDraft | null>(null)
  // Of the moment in which it was asked for: once they are applied there are none any more.
  const [asked] = useState(changes)
  const { mutate, error } = useAct(routes.draftChanges, (found) => {
    setDraft(found)
    // What is so already, by an earlier review that was closed before its end, waits no longer.
    const open = asked.filter((_, index) => found.operations[index]?.action !== 'keep')
    if (open.length < asked.length) onSettled(open)
  })
  const isAsked = useRef(false)
  useEffect(() => {
    if (isAsked.current) return
    isAsked.current = true
    mutate({ params: { stationId }, body: { changes: bodiesOf(asked) } })
  }, [mutate, stationId, asked])
  if (error !== null) return <ProblemPanel error={error} />
  if (draft === null) return <p className="s13 t3">{say('web.planner.reading')}</p>
  const left = asked.filter((_, index) => draft.operations[index]?.action === 'left')
  return (
    <RangeReview
      draft={draft}
      timeZone={timeZone}
      onBack={onClose}
      onClose={onClose}
      onApplied={() => onSettled(left)}
    />
  )
}
