import { useState } from 'react'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { CheckField, TextField } from '../../parts/fields.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { addDays } from '../planner/zone-clock.ts'
import { routes } from './use-logs.ts'

interface GenerateDaysProps {
  stationId: number
  today: string
  onClose: () => void
}

/** Fills days by their clocks, in a run. */
export function GenerateDays({ stationId, today, onClose }: GenerateDaysProps) {
  const say = useWords()
  const [from, setFrom] = useState(addDays(today, 1))
  const [to, setTo] = useState(addDays(today, 7))
  const [onlyNew, setOnlyNew] = useState(true)
  const start = useAct(routes.generateRange, ({ runId }) => {
    toast({ title: say('web.logs.generateDays.started', { run: runId }) })
    onClose()
  })
  const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  const whyNot = isDay(from) && isDay(to) && from <= to ? null : say('web.logs.generateDays.wrong')
  return (
    <Dialog title={say('web.logs.generateDays')} isOpen onClose={onClose}>
      <DialogForm
        act={say('web.logs.generateDays')}
        whyNot={start.isPending ? say('web.logs.busy') : whyNot}
        error={start.error}
        onClose={onClose}
        onSubmit={() => start.mutate({ params: { stationId }, body: { from, to, onlyNew } })}
      >
        <p className="s13 t2">{say('web.logs.generateDays.what')}</p>
        <TextField label={say('web.logs.from')} value={from} onChange={setFrom} placeholder="2026-11-30" hasFocus />
        <TextField label={say('web.logs.to')} value={to} onChange={setTo} placeholder="2026-12-06" />
        <CheckField label={say('web.logs.onlyNew')} isOn={onlyNew} onChange={setOnlyNew} />
      </DialogForm>
    </Dialog>
  )
}
