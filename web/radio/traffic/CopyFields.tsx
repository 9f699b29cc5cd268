import { IconX } from '@tabler/icons-react'
import { fieldError } from '../../api/field-errors.ts'
import { Button } from '../../parts/Button.tsx'
import { FieldError, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { DayField } from '../planner/ClockFields.tsx'
import { TrackField } from '../track-search/TrackField.tsx'
import type { CopyDraft, FieldsProps } from './order-draft.ts'
import styles from './traffic.module.css'

/** What an order plays: tracks of the library, each with its weight and, if it has any, its own days. */
export function CopyFields({ stationId, draft: { copies }, error, onChange }: FieldsProps) {
  const say = useWords()
  const wrong = fieldError(error, '/copies')
  const set = (at: number, edit: Partial<CopyDraft>) =>
    onChange({ copies: copies.map((one, index) => (index === at ? { ...one, ...edit } : one)) })
  return (
    <fieldset className={styles.group}>
      <legend>{say('web.traffic.copy')}</legend>
      {copies.map((copy, at) => (
        <div key={`${copy.trackId} ${at}`} role="group" aria-label={copy.title} className={styles.copy}>
          <span className="col gap2">
            <b className="s13 break">{copy.title}</b>
            <span className="s12 t2">{say('web.traffic.copy.track', { trackId: copy.trackId })}</span>
          </span>
          <TextField
            label={say('web.traffic.weight')}
            value={copy.weight}
            onChange={(weight) => set(at, { weight })}
            isNumeric
          />
          <DayField
            label={say('web.traffic.copy.from')}
            value={copy.firstDay}
            onChange={(firstDay) => set(at, { firstDay })}
          />
          <DayField
            label={say('web.traffic.copy.to')}
            value={copy.lastDay}
            onChange={(lastDay) => set(at, { lastDay })}
          />
          <Button
            isSmall
            isIconOnly
            look="quiet"
            icon={IconX}
            onClick={() => onChange({ copies: copies.filter((_one, index) => index !== at) })}
          >
            {say('web.traffic.copy.remove', { title: copy.title })}
          </Button>
        </div>
      ))}
      {wrong !== undefined && <FieldError>{wrong}</FieldError>}
      <TrackField
        stationId={stationId}
        label={say('web.traffic.copy.add')}
        onChoose={({ trackId, title }) =>
          onChange({ copies: [...copies, { trackId: String(trackId), title, weight: '1', firstDay: '', lastDay: '' }] })
        }
      />
    </fieldset>
  )
}
