import { useState } from 'react'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { addDays, dayInWords } from '../planner/zone-clock.ts'
import styles from './dialogs.module.css'
import { routes } from './use-logs.ts'

/** Copies another day onto this one; what was here is a revision. */
export function CopyDay({ stationId, to, onClose }: { stationId: number; to: string; onClose: () => void }) {
  const say = useWords()
  const [from, setFrom] = useState(addDays(to, -7))
  const copy = useAct(routes.copy, () => {
    toast({ title: say('web.logs.copied', { day: dayInWords(from) }) })
    onClose()
  })
  const whyNot = from === '' ? say('web.logs.copy.which') : from === to ? say('web.logs.copy.same') : null
  return (
    <Dialog title={say('web.logs.copyHere')} isOpen onClose={onClose}>
      <DialogForm
        act={say('web.logs.copy')}
        whyNot={copy.isPending ? say('web.logs.busy') : whyNot}
        error={copy.error}
        onClose={onClose}
        onSubmit={() => copy.mutate({ params: { stationId }, body: { from, to } })}
      >
        <p className="s13 t2">{say('web.logs.copy.what', { day: dayInWords(to) })}</p>
        <label className="col gap4 s13">
          {say('web.logs.copy.from')}
          <input
            type="date"
            className={styles.date}
            value={from}
            onChange={({ currentTarget: { value } }) => setFrom(value)}
          />
        </label>
      </DialogForm>
    </Dialog>
  )
}
