import { useState } from 'react'
import type { DaypartView } from '../../../src/radio/music/pools/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { CheckField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { isClash } from '../use-radio.ts'
import { usePut } from './use-put.ts'
import { routes } from './use-clocks.ts'

interface DaypartFormProps {
  stationId: number
  /** Undefined: a new one. */
  daypart: DaypartView | undefined
  onClose: () => void
}

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const NEW = { name: '', weekDays: [1, 2, 3, 4, 5] as number[], from: '06:00', to: '10:00' }

/** A named time of the local week. */
export function DaypartForm({ stationId, daypart, onClose }: DaypartFormProps) {
  const say = useWords()
  const [draft, setDraft] = useState({ ...NEW, ...daypart })
  const put = usePut({ add: routes.dayparts.add, change: routes.dayparts.change }, daypart?.etag, onClose)
  const { name, weekDays, from, to } = draft
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={
        name.trim() === '' ? say('web.clocks.needsName') : weekDays.length === 0 ? say('web.clocks.needsDay') : null
      }
      error={isClash(put.error) ? null : put.error}
      onSubmit={() =>
        put.send({
          stationId,
          id: daypart?.daypartId,
          body: { name, weekDays: weekDays.toSorted((a, b) => a - b), from, to },
        })
      }
      onClose={onClose}
    >
      <Clash error={put.error} />
      <TextField
        label={say('web.clocks.name')}
        value={name}
        onChange={(next) => setDraft({ ...draft, name: next })}
        hasFocus
        error={fieldError(put.error, '/name')}
      />
      <div className="row wrap">
        {DAYS.map((day) => (
          <CheckField
            key={day}
            label={say(`web.clocks.weekday.${day}`)}
            isOn={weekDays.includes(day)}
            onChange={(isOn) =>
              setDraft({ ...draft, weekDays: isOn ? [...weekDays, day] : weekDays.filter((one) => one !== day) })
            }
          />
        ))}
      </div>
      <div className="row">
        <TextField
          label={say('web.clocks.from')}
          value={from}
          onChange={(next) => setDraft({ ...draft, from: next })}
          error={fieldError(put.error, '/from')}
        />
        <TextField
          label={say('web.clocks.to')}
          value={to}
          onChange={(next) => setDraft({ ...draft, to: next })}
          error={fieldError(put.error, '/to')}
        />
      </div>
    </DialogForm>
  )
}
