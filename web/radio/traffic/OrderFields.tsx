import { IconPlus, IconX } from '@tabler/icons-react'
import { fieldError } from '../../api/field-errors.ts'
import { Button } from '../../parts/Button.tsx'
import { CheckField, ChoiceField, FieldError, TextField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { DayField, TimeField } from '../planner/ClockFields.tsx'
import { DaypartTimes } from './DaypartTimes.tsx'
import type { FieldsProps } from './order-draft.ts'
import styles from './traffic.module.css'

const TYPES = ['ADV', 'COM', 'PSA', 'PRO'] as const
const STATES = ['active', 'paused', 'ended'] as const
const PRIORITIES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const

/** Which order it is, and whose. */
export function WhatFields({ draft, error, onChange, isThere = false }: FieldsProps) {
  const say = useWords()
  return (
    <>
      <div className={styles.fields}>
        <TextField
          label={say('web.traffic.number')}
          value={draft.number}
          onChange={(number) => onChange({ number })}
          hasFocus
          isRequired
          {...errorAt(error, '/number')}
        />
        <TextField
          label={say('web.traffic.name')}
          value={draft.name}
          onChange={(name) => onChange({ name })}
          isRequired
          {...errorAt(error, '/name')}
        />
        <TextField
          label={say('web.traffic.sponsor')}
          value={draft.sponsor}
          onChange={(sponsor) => onChange({ sponsor })}
          {...errorAt(error, '/sponsor')}
        />
        <TextField
          label={say('web.traffic.product')}
          value={draft.product}
          onChange={(product) => onChange({ product })}
          {...errorAt(error, '/product')}
        />
        <ChoiceField
          label={say('web.traffic.type')}
          value={draft.typeCode}
          onChange={(typeCode) => onChange({ typeCode })}
          options={TYPES.map((value) => ({ value, label: say(`web.traffic.type.${value}`) }))}
        />
        {isThere && (
          <ChoiceField
            label={say('web.traffic.state')}
            value={draft.state}
            onChange={(state) => onChange({ state })}
            options={STATES.map((value) => ({ value, label: say(`web.traffic.set.${value}`) }))}
          />
        )}
      </div>
    </>
  )
}

const errorAt = (error: Error | null, pointer: string): { error?: string } => {
  const text = fieldError(error, pointer)
  return text === undefined ? {} : { error: text }
}

/** When it plays, how often, and what becomes of misses. */
export function WhenFields({ stationId, draft, error, onChange }: FieldsProps) {
  const say = useWords()
  return (
    <fieldset className={styles.group}>
      <legend>{say('web.traffic.flight')}</legend>
      <div className={styles.fields}>
        <DayField
          label={say('web.traffic.firstDay')}
          value={draft.firstDay}
          onChange={(firstDay) => onChange({ firstDay })}
          error={fieldError(error, '/firstDay')}
        />
        <DayField
          label={say('web.traffic.lastDay')}
          value={draft.lastDay}
          onChange={(lastDay) => onChange({ lastDay })}
          error={fieldError(error, '/lastDay')}
        />
        <TextField
          label={say('web.traffic.plays')}
          value={draft.plays}
          onChange={(plays) => onChange({ plays })}
          isNumeric
          {...errorAt(error, '/plays')}
        />
        <span className={styles.aligned}>
          <Segmented
            name={say('web.traffic.per')}
            options={(['day', 'flight'] as const).map((value) => ({ value, label: say(`web.traffic.per.${value}`) }))}
            value={draft.per}
            onChange={(per) => onChange({ per })}
          />
        </span>
      </div>
      <Weekdays {...{ draft, error, onChange }} />
      <Windows {...{ stationId, draft, error, onChange }} />
      <Rules {...{ draft, error, onChange }} />
    </fieldset>
  )
}

type PartProps = Pick<FieldsProps, 'draft' | 'error' | 'onChange'>

function Weekdays({ draft: { weekdays }, error, onChange }: PartProps) {
  const say = useWords()
  const wrong = fieldError(error, '/weekdays')
  return (
    <div role="group" aria-label={say('web.traffic.weekdays')} className="row wrap gap12">
      {([1, 2, 3, 4, 5, 6, 7] as const).map((day) => (
        <CheckField
          key={day}
          label={say(`web.traffic.weekday.${day}`)}
          isOn={weekdays.includes(day)}
          onChange={(isOn) =>
            onChange({
              weekdays: isOn ? [...weekdays, day].toSorted((a, b) => a - b) : weekdays.filter((one) => one !== day),
            })
          }
        />
      ))}
      {wrong !== undefined && <FieldError>{wrong}</FieldError>}
    </div>
  )
}

function Windows({ stationId, draft, error, onChange }: PartProps & { stationId: number }) {
  const say = useWords()
  const { windows } = draft
  const wrong = fieldError(error, '/windows')
  const set = (at: number, edit: { from?: string; to?: string }) =>
    onChange({ windows: windows.map((one, index) => (index === at ? { ...one, ...edit } : one)) })
  return (
    <div role="group" aria-label={say('web.traffic.windows')} className="col gap8">
      <span className="s12 t2">
        {windows.length === 0 ? say('web.traffic.wholeDay') : say('web.traffic.windows.how')}
      </span>
      {windows.map(({ from, to }, at) => (
        <div key={at} className={styles.times}>
          <TimeField label={say('web.traffic.from')} value={from} onChange={(next) => set(at, { from: next })} />
          <TimeField label={say('web.traffic.to')} value={to} onChange={(next) => set(at, { to: next })} />
          <Button
            isSmall
            isIconOnly
            look="quiet"
            icon={IconX}
            onClick={() => onChange({ windows: windows.filter((_one, index) => index !== at) })}
          >
            {say('web.traffic.windows.remove', { from, to })}
          </Button>
        </div>
      ))}
      {wrong !== undefined && <FieldError>{wrong}</FieldError>}
      <span className="row gap8 wrap">
        <Button
          isSmall
          icon={IconPlus}
          onClick={() => onChange({ windows: [...windows, { from: '06:00', to: '12:00' }] })}
        >
          {say('web.traffic.windows.add')}
        </Button>
        <DaypartTimes {...{ stationId, draft, onChange }} />
      </span>
    </div>
  )
}

function Rules({ draft, error, onChange }: PartProps) {
  const say = useWords()
  return (
    <div className={styles.fields}>
      <ChoiceField
        label={say('web.traffic.priority.field')}
        value={draft.priority as (typeof PRIORITIES)[number]}
        onChange={(priority) => onChange({ priority })}
        options={PRIORITIES.map((value) => ({ value, label: value }))}
      />
      <TextField
        label={say('web.traffic.apart')}
        value={draft.leastApartMin}
        onChange={(leastApartMin) => onChange({ leastApartMin })}
        unit={say('web.traffic.unit.minutes')}
        isNumeric
        {...errorAt(error, '/leastApartMin')}
      />
      <ChoiceField
        label={say('web.traffic.makeGoods')}
        value={draft.makeGoods}
        onChange={(makeGoods) => onChange({ makeGoods })}
        options={(['auto', 'ask'] as const).map((value) => ({ value, label: say(`web.traffic.makeGoods.${value}`) }))}
      />
      <TextField
        label={say('web.traffic.grace')}
        value={draft.graceDays}
        onChange={(graceDays) => onChange({ graceDays })}
        unit={say('web.traffic.unit.days')}
        isNumeric
        {...errorAt(error, '/graceDays')}
      />
    </div>
  )
}
