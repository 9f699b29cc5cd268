import type { ClockSlot, Fill } from '../../../src/radio/music/clocks/contract.ts'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { TrackField } from '../track-search/TrackField.tsx'
import styles from './clocks.module.css'
import { NO_TRACK } from './slot-draft.ts'
import { TimeField } from './TimeField.tsx'
import type { Shelves } from './use-clocks.ts'

interface SlotSourceProps {
  stationId: number
  slot: ClockSlot
  shelves: Shelves
  onChange: (slot: ClockSlot) => void
}

/** What a slot draws from, and how much of it. */
export function SlotSource({ stationId, slot, shelves, onChange }: SlotSourceProps) {
  const say = useWords()
  switch (slot.kind) {
    case 'category':
    case 'cart': {
      const isCategory = slot.kind === 'category'
      const options = isCategory
        ? shelves.categories.map(({ categoryId, name }) => ({ value: String(categoryId), label: name }))
        : shelves.carts.map(({ cartId, name }) => ({ value: String(cartId), label: name }))
      return (
        <>
          <ChoiceField
            name={say(`web.clocks.kind.${slot.kind}`)}
            value={String(isCategory ? slot.categoryId : slot.cartId)}
            onChange={(id) =>
              onChange(isCategory ? { ...slot, categoryId: Number(id) } : { ...slot, cartId: Number(id) })
            }
            options={options}
          />
          <FillFields fill={slot.fill} onChange={(fill) => onChange({ ...slot, fill })} />
        </>
      )
    }
    case 'track':
      return (
        <span className={styles.wide}>
          <TrackField
            stationId={stationId}
            name={say('web.clocks.fixedTrack')}
            trackId={slot.trackId === NO_TRACK ? null : slot.trackId}
            onChoose={({ trackId }) => onChange({ ...slot, trackId })}
          />
        </span>
      )
    case 'spots':
      return (
        <>
          <Whole
            name={say('web.clocks.units')}
            unit={say('web.clocks.units.unit')}
            value={slot.units}
            onChange={(units) => onChange({ ...slot, units })}
          />
          <TimeField name={say('web.clocks.most')} ms={slot.maxMs} onChange={(maxMs) => onChange({ ...slot, maxMs })} />
        </>
      )
    case 'voice':
      return (
        <TimeField
          name={say('web.clocks.length')}
          ms={slot.lengthMs}
          onChange={(lengthMs) => onChange({ ...slot, lengthMs })}
        />
      )
    case 'note':
      return (
        <TextField name={say('web.clocks.text')} value={slot.text} onChange={(text) => onChange({ ...slot, text })} />
      )
  }
}

interface FillFieldsProps {
  fill: Fill
  onChange: (fill: Fill) => void
}

function FillFields({ fill, onChange }: FillFieldsProps) {
  const say = useWords()
  const of: Record<Fill['by'], Fill> = {
    count: { by: 'count', count: 1 },
    time: { by: 'time', ms: 600_000 },
    end: { by: 'end' },
  }
  return (
    <>
      <ChoiceField
        name={say('web.clocks.fill')}
        value={fill.by}
        onChange={(by) => onChange(of[by])}
        options={(['count', 'time', 'end'] as const).map((value) => ({
          value,
          label: say(`web.clocks.fill.${value}`),
        }))}
      />
      {fill.by === 'count' && (
        <Whole name={say('web.clocks.count')} value={fill.count} onChange={(count) => onChange({ ...fill, count })} />
      )}
      {fill.by === 'time' && (
        <TimeField name={say('web.clocks.length')} ms={fill.ms} onChange={(ms) => onChange({ ...fill, ms })} />
      )}
    </>
  )
}

interface WholeProps {
  name: string
  value: number
  unit?: string
  onChange: (value: number) => void
}

function Whole({ name, value, unit, onChange }: WholeProps) {
  return (
    <TextField
      name={name}
      {...(unit === undefined ? {} : { unit })}
      value={value === 0 ? '' : String(value)}
      isNumeric
      onChange={(text) => /^\d{0,9}$/.test(text) && onChange(Number(text))}
    />
  )
}
