import { useState } from 'react'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/fields.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import styles from './dialogs.module.css'
import type { Edits } from './use-edits.ts'
import { routes } from './use-logs.ts'

/** Who else edits the day, until when, and how to take it over. The first edit takes a lock that nobody has. */
export function LockLine({ day, edits }: { day: LogDayView; edits: Edits }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [isOpen, setOpen] = useState(false)
  const { lock, timeZone, logId } = day
  if (lock === null || lock.isMine) return null
  return (
    <div className={styles.notice}>
      <StateLine
        state="waiting"
        word={say('web.logs.heldBy', { name: lock.holder })}
        cause={say('web.logs.heldUntil', { time: clockIn(Date.parse(lock.until), timeZone) })}
      />
      {may && (
        <Button isSmall isWrite onClick={() => setOpen(true)}>
          {say('web.logs.takeOver')}
        </Button>
      )}
      {isOpen && (
        <TakeOver
          logId={logId}
          holder={lock.holder}
          onDone={() => edits.setProblem(null)}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}

interface TakeOverProps {
  logId: number
  holder: string
  onDone: () => void
  onClose: () => void
}

function TakeOver({ logId, holder, onDone, onClose }: TakeOverProps) {
  const say = useWords()
  const [note, setNote] = useState('')
  const take = useAct(routes.lock, () => {
    onDone()
    onClose()
  })
  return (
    <Dialog title={say('web.logs.takeOver.from', { name: holder })} isOpen onClose={onClose}>
      <DialogForm
        act={say('web.logs.takeOver')}
        whyNot={note.trim() === '' ? say('web.logs.takeOver.needsNote') : null}
        error={take.error}
        onClose={onClose}
        onSubmit={() => take.mutate({ params: { logId }, body: { takeOver: true, note: note.trim() } })}
      >
        <p className="s13 t2">{say('web.logs.takeOver.what', { name: holder })}</p>
        <TextField label={say('web.logs.takeOver.note')} value={note} onChange={setNote} hasFocus isRequired />
      </DialogForm>
    </Dialog>
  )
}
