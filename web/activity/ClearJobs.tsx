import { useState } from 'react'
import { jobRoutes } from '../../src/jobs/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { toast } from '../parts/toast.ts'
import { useWords } from '../words.ts'

const STATES = ['completed', 'failed', 'cancelled', 'quarantined'] as const
const DAY_HOURS = 24

/** Forgets finished jobs of a state; what they did stays. */
export function ClearJobs({ kind }: { kind: string }) {
  const say = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('web.jobs.clear')}</Button>
      <Dialog title={say('web.jobs.clear')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <ClearForm kind={kind} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function ClearForm({ kind, onClose }: { kind: string; onClose: () => void }) {
  const say = useWords()
  const [state, setState] = useState<(typeof STATES)[number]>('completed')
  const [days, setDays] = useState('7')
  const clear = useAct(jobRoutes.routes.clearJobs, ({ removed }) => {
    toast({ title: say('web.jobs.cleared', { count: removed }) })
    onClose()
  })
  const whyNot = /^\d+$/.test(days) ? null : say('web.keys.needsDays')
  return (
    <DialogForm
      act={say('web.jobs.clear.act')}
      whyNot={whyNot}
      error={clear.error}
      onSubmit={() =>
        clear.mutate({ body: { state, olderThanHours: Number(days) * DAY_HOURS, ...(kind === '' ? {} : { kind }) } })
      }
      onClose={onClose}
    >
      <span className="s13 t2">
        {kind === '' ? say('web.jobs.clear.what') : say('web.jobs.clear.whatKind', { kind })}
      </span>
      <ChoiceField
        label={say('web.runs.state')}
        value={state}
        onChange={setState}
        options={STATES.map((value) => ({ value, label: say(`web.jobs.state.${value}`) }))}
      />
      <TextField
        label={say('web.jobs.clear.olderThan')}
        value={days}
        onChange={setDays}
        unit={say('web.unit.days')}
        isNumeric
      />
    </DialogForm>
  )
}
