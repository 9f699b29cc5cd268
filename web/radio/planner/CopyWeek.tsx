import { useState } from 'react'
import type { RangeDraft } from '../../../src/radio/planner/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { SwitchField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { DayField } from './ClockFields.tsx'
import { RangeReview } from './RangeReview.tsx'
import { routes } from './use-planner.ts'
import { addDays, dayInWords, mondayOf } from './zone-clock.ts'

interface CopyWeekProps {
  stationId: number
  timeZone: string
  /** The first day of the week that is shown. */
  from: string
  isOpen: boolean
  onClose: () => void
}

/** The airings of a week once more in another one, at the same times of the clock. */
export function CopyWeek({ isOpen, onClose, ...props }: CopyWeekProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.planner.copy')} isOpen={isOpen} onClose={onClose} widthPx={640}>
      <Body onClose={onClose} {...props} />
    </Dialog>
  )
}

function Body({ stationId, timeZone, from, onClose }: Omit<CopyWeekProps, 'isOpen'>) {
  const say = useWords()
  const [to, setTo] = useState(addDays(from, 7))
  const [isReplacing, setReplacing] = useState(false)
  const [draft, setDraft] = useState<RangeDraft | null>(null)
  const copy = useAct(routes.copyWeek, setDraft)
  if (draft !== null)
    return <RangeReview draft={draft} timeZone={timeZone} onBack={() => setDraft(null)} onClose={onClose} />
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(to)
  const monday = isDay ? mondayOf(to) : to
  const whyNot = !isDay ? say('web.planner.form.day.error') : monday === from ? say('web.planner.copy.same') : null
  return (
    <DialogForm
      act={say('web.planner.dryRun')}
      whyNot={whyNot}
      error={copy.error}
      onSubmit={() =>
        copy.mutate({
          params: { stationId },
          body: { from, to: monday, days: 7, mode: isReplacing ? 'replace' : 'add' },
        })
      }
      onClose={onClose}
    >
      <span className="s13">{say('web.planner.copy.from', { day: dayInWords(from) })}</span>
      <DayField
        label={say('web.planner.copy.to')}
        value={to}
        onChange={setTo}
        {...(isDay ? { hint: say('web.planner.copy.to.hint', { day: dayInWords(monday) }) } : {})}
      />
      <Replace isOn={isReplacing} onChange={setReplacing} />
    </DialogForm>
  )
}

/** Whether airings of ours that are not wished for are taken out. */
export function Replace({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  const say = useWords()
  return (
    <SwitchField
      label={say(isOn ? 'web.planner.mode.replace' : 'web.planner.mode.add')}
      name={say('web.planner.mode')}
      isOn={isOn}
      onChange={onChange}
    />
  )
}
