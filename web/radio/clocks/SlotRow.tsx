import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from '@tabler/icons-react'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import type { ClockSlot } from '../../../src/radio/music/clocks/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField, FieldError } from '../../parts/fields.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import styles from './clocks.module.css'
import { clockText } from './hour-sum.ts'
import { DaypartChoice } from './DaypartFields.tsx'
import { SlotSource } from './SlotSource.tsx'
import { TimeField } from './TimeField.tsx'
import type { Shelves } from './use-clocks.ts'

interface SlotRowProps {
  stationId: number
  slot: ClockSlot
  shelves: Shelves
  index: number
  count: number
  startsMs: number
  may: boolean
  error: Error | null
  onChange: (slot: ClockSlot) => void
  onMove: (to: number) => void
  onDrop: (from: number) => void
  onRemove: () => void
}

const DRAGGED = 'application/x-patchbay-slot'

const wrongOf = (error: Error | null, index: number): string | undefined =>
  ['anchor', 'fill', 'slotId', 'trackId', 'text']
    .map((field) => fieldError(error, `/slots/${index}/${field}`))
    .find((one) => one !== undefined)

/** One slot: dragged by its handle, moved with Alt and the arrows. */
export function SlotRow(props: SlotRowProps) {
  const { slot, index, startsMs, may, error, onMove, onDrop } = props
  const say = useWords()
  const [isOver, setOver] = useState(false)
  const name = say('web.clocks.slot', { number: index + 1, kind: say(`web.clocks.kind.${slot.kind}`) })
  const wrong = wrongOf(error, index)
  const byKey = (event: KeyboardEvent) => {
    if (!event.altKey || !may || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(index + (event.key === 'ArrowUp' ? -1 : 1))
  }
  const drop = (event: DragEvent) => {
    setOver(false)
    const from = Number(event.dataTransfer.getData(DRAGGED))
    if (event.dataTransfer.types.includes(DRAGGED) && from !== index) onDrop(from)
  }
  return (
    <li aria-label={name}>
      <div
        className={styles.slot}
        data-kind={slot.kind}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(DRAGGED)) return
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span
          className={styles.handle}
          draggable={may}
          onDragStart={(event) => event.dataTransfer.setData(DRAGGED, String(index))}
        >
          <button
            type="button"
            className={styles.grip}
            aria-label={say('web.clocks.handle', { name })}
            onKeyDown={byKey}
            disabled={!may}
          >
            <Icon of={IconGripVertical} size={16} />
          </button>
          <span className="num s12">{clockText(startsMs)}</span>
          <span className="s12 t2">{say(`web.clocks.kind.${slot.kind}`)}</span>
        </span>
        <fieldset className={styles.fields} disabled={!may}>
          <legend className="sr-only">{name}</legend>
          <SlotSource {...props} />
          <SlotAnchor {...props} />
          <SlotDaypart {...props} name={say('web.clocks.daypart')} />
        </fieldset>
        {may && <Moves {...props} name={name} />}
        {wrong !== undefined && <FieldError>{wrong}</FieldError>}
      </div>
    </li>
  )
}

function SlotAnchor({ slot, startsMs, onChange }: SlotRowProps) {
  const say = useWords()
  const kind = slot.anchor?.kind ?? 'none'
  return (
    <>
      <ChoiceField
        name={say('web.clocks.anchor')}
        value={kind}
        onChange={(next) =>
          onChange({
            ...slot,
            anchor:
              next === 'none' ? null : { kind: next, atMs: slot.anchor?.atMs ?? Math.floor(startsMs / 1000) * 1000 },
          })
        }
        options={(['none', 'soft', 'hard'] as const).map((value) => ({
          value,
          label: say(`web.clocks.anchor.${value}`),
        }))}
      />
      {slot.anchor !== null && (
        <TimeField
          name={say('web.clocks.anchorAt')}
          ms={slot.anchor.atMs}
          onChange={(atMs) => slot.anchor !== null && onChange({ ...slot, anchor: { ...slot.anchor, atMs } })}
        />
      )}
    </>
  )
}

const SlotDaypart = ({ slot, shelves: { dayparts }, name, onChange }: SlotRowProps & { name: string }) => (
  <DaypartChoice
    {...{ dayparts, name }}
    daypartIds={slot.daypartIds}
    onChange={(daypartIds) => onChange({ ...slot, daypartIds })}
  />
)

function Moves({ index, count, name, onMove, onRemove }: SlotRowProps & { name: string }) {
  const say = useWords()
  return (
    <span className={styles.acts}>
      <Button
        look="quiet"
        isSmall
        isIconOnly
        icon={IconArrowUp}
        whyNot={index === 0 ? say('web.clocks.first') : null}
        onClick={() => onMove(index - 1)}
      >
        {say('web.clocks.up', { name })}
      </Button>
      <Button
        look="quiet"
        isSmall
        isIconOnly
        icon={IconArrowDown}
        whyNot={index === count - 1 ? say('web.clocks.last') : null}
        onClick={() => onMove(index + 1)}
      >
        {say('web.clocks.down', { name })}
      </Button>
      <Button look="quiet" isSmall isIconOnly icon={IconX} onClick={onRemove}>
        {say('web.clocks.removeSlot', { name })}
      </Button>
    </span>
  )
}
