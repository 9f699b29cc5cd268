import { useState } from 'react'
import type { LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { lengthIn, offsetIn, readLength } from './day-view.ts'

type StartType = LogEntryView['startType']

export interface Change {
  startType: StartType
  anchorMs: number | null
  note: string
  lengthMs?: number
}

interface ChangeFormProps {
  entry: LogEntryView
  onSend: (change: Change) => void
  onClose: () => void
}

/** When it begins, how long it is, and what is worth knowing of it. */
export function ChangeForm({ entry, onSend, onClose }: ChangeFormProps) {
  const say = useWords()
  const own = Date.parse(entry.startsAt) - Date.parse(entry.hourStartsAt)
  const [startType, setStartType] = useState<StartType>(entry.startType)
  const [anchor, setAnchor] = useState(offsetIn(entry.anchorMs ?? own))
  const [length, setLength] = useState(lengthIn(entry.lengthMs))
  const [note, setNote] = useState(entry.note)
  const anchorMs = startType === 'relative' ? null : readLength(anchor)
  const lengthMs = readLength(length)
  const hasLength = entry.what !== 'note'
  const newLength = hasLength && lengthMs !== undefined && lengthMs !== entry.lengthMs ? { lengthMs } : {}
  const whyNot =
    anchorMs === undefined
      ? say('web.logs.anchor.wrong')
      : hasLength && (lengthMs === undefined || lengthMs === 0)
        ? say('web.logs.length.wrong')
        : null
  return (
    <DialogForm
      act={say('web.logs.change')}
      whyNot={whyNot}
      error={null}
      onClose={onClose}
      onSubmit={() => onSend({ startType, anchorMs: anchorMs ?? null, note: note.trim(), ...newLength })}
    >
      <ChoiceField
        label={say('web.logs.startType')}
        value={startType}
        onChange={setStartType}
        options={(['relative', 'soft', 'hard'] as const).map((value) => ({
          value,
          label: say(`web.logs.startType.${value}`),
        }))}
      />
      {startType !== 'relative' && (
        <TextField
          label={say('web.logs.anchor')}
          value={anchor}
          onChange={setAnchor}
          hint={say('web.logs.anchor.hint')}
          {...(anchorMs === undefined ? { error: say('web.logs.anchor.wrong') } : {})}
        />
      )}
      {hasLength && (
        <TextField
          label={say('web.logs.length')}
          value={length}
          onChange={setLength}
          hint={say('web.logs.length.hint')}
        />
      )}
      <TextField label={say('web.logs.note.field')} value={note} onChange={setNote} />
    </DialogForm>
  )
}
