import { IconEye } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { ClockSlot, ClockView } from '../../../src/radio/music/clocks/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { isClash, useChange } from '../use-radio.ts'
import styles from './clocks.module.css'
import { HourBar } from './HourBar.tsx'
import { clockText, HOUR_MS, sumOf } from './hour-sum.ts'
import { Preview } from './Preview.tsx'
import { newSlot, NO_TRACK, SLOT_KINDS, sourceName } from './slot-draft.ts'
import { SlotRow } from './SlotRow.tsx'
import { routes, type Shelves } from './use-clocks.ts'

interface ClockEditorProps {
  clock: ClockView
  shelves: Shelves
  stationId: number
  actions: ReactNode
}

function useDraft(clock: ClockView) {
  const [name, setName] = useState(clock.name)
  const [trim, setTrim] = useState(clock.trimAtMostMs === null ? '' : String(clock.trimAtMostMs / 1000))
  const [slots, setSlots] = useState<readonly ClockSlot[]>(clock.slots)
  const trimMs = trim.trim() === '' ? null : Number(trim) * 1000
  const facts = { trimAtMostMs: trimMs, slots: [...slots] }
  const isSame =
    name === clock.name &&
    JSON.stringify(facts) === JSON.stringify({ trimAtMostMs: clock.trimAtMostMs, slots: clock.slots })
  const put = (index: number, slot: ClockSlot) => setSlots(slots.map((one, place) => (place === index ? slot : one)))
  const move = (from: number, to: number) => {
    const one = slots[from]
    if (one === undefined || to < 0 || to >= slots.length) return
    setSlots(slots.toSpliced(from, 1).toSpliced(to, 0, one))
  }
  const isOpen = slots.some((slot) => slot.kind === 'track' && slot.trackId === NO_TRACK)
  const whyNot = whyNotOf({ name, isSame, isOpen, trimMs })
  return { name, setName, trim, setTrim, slots, setSlots, facts, whyNot, put, move }
}

/** One clock: its slots in order, what they add up to, and what an hour would be. */
export function ClockEditor({ clock, shelves, stationId, actions }: ClockEditorProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [isShown, setShown] = useState(false)
  const save = useChange(routes.clocks.change, clock.etag, () => undefined)
  const { name, setName, trim, setTrim, slots, setSlots, facts, whyNot, put, move } = useDraft(clock)
  const { times, totalMs, endsMs } = sumOf(slots, shelves)
  return (
    <Panel
      title={clock.name}
      aside={clock.usedBy.length === 0 ? say('web.clocks.unused') : clock.usedBy.join(', ')}
      actions={actions}
      footer={
        <Foot
          whyNot={whyNot === null ? null : say(`web.clocks.whyNot.${whyNot}`)}
          onLook={() => setShown(true)}
          onSave={() => save.mutate({ params: { id: clock.clockId }, body: { name, ...facts } })}
        />
      }
      isFooterSticky
      isLined
    >
      <PanelBody>
        <div className={styles.body}>
          <Clash error={save.error} />
          {save.error !== null && !isClash(save.error) && <ProblemPanel error={save.error} />}
          <Facts {...{ name, setName, trim, setTrim, may }} error={save.error} />
          <HourBar
            times={times}
            nameOf={({ slot }) => `${say(`web.clocks.kind.${slot.kind}`)} ${sourceName(slot, shelves)}`}
          />
          <Sum totalMs={totalMs} endsMs={endsMs} />
          <ol className={styles.slots} aria-label={say('web.clocks.slotList')}>
            {times.map(({ slot, startsMs }, index) => (
              <SlotRow
                key={slot.slotId}
                {...{ stationId, slot, shelves, index, startsMs, may }}
                error={save.error}
                count={slots.length}
                onChange={(next) => put(index, next)}
                onMove={(to) => move(index, to)}
                onDrop={(from) => move(from, index)}
                onRemove={() => setSlots(slots.toSpliced(index, 1))}
              />
            ))}
          </ol>
          {may && <AddSlot slots={slots} shelves={shelves} onAdd={(slot) => setSlots([...slots, slot])} />}
        </div>
      </PanelBody>
      <Preview key={String(isShown)} {...{ stationId, facts }} isOpen={isShown} onClose={() => setShown(false)} />
    </Panel>
  )
}

interface Draft {
  name: string
  isSame: boolean
  /** A track is still to be chosen. */
  isOpen: boolean
  trimMs: number | null
}

function whyNotOf({ name, isSame, isOpen, trimMs }: Draft) {
  if (name.trim() === '') return 'name' as const
  if (trimMs !== null && !(Number.isInteger(trimMs / 1000) && trimMs >= 0)) return 'trim' as const
  if (isOpen) return 'track' as const
  return isSame ? ('same' as const) : null
}

function Sum({ totalMs, endsMs }: { totalMs: number; endsMs: number }) {
  const say = useWords()
  const over = endsMs - HOUR_MS
  const state = over > 0 ? 'over' : totalMs < HOUR_MS ? 'under' : 'full'
  const by = clockText(over > 0 ? over : HOUR_MS - totalMs)
  return (
    <p className={`s13 ${state === 'over' ? 'tone-bad' : state === 'under' ? 'tone-warn' : 't2'}`}>
      {say(`web.clocks.sum.${state}`, { total: clockText(totalMs), by })}
    </p>
  )
}

interface AddSlotProps {
  slots: readonly ClockSlot[]
  shelves: Shelves
  onAdd: (slot: ClockSlot) => void
}

function AddSlot({ slots, shelves, onAdd }: AddSlotProps) {
  const say = useWords()
  const [kind, setKind] = useState<ClockSlot['kind']>('category')
  const slot = newSlot(kind, slots, shelves)
  return (
    <div className="row wrap">
      <ChoiceField
        name={say('web.clocks.newKind')}
        value={kind}
        onChange={setKind}
        options={SLOT_KINDS.map((value) => ({ value, label: say(`web.clocks.kind.${value}`) }))}
      />
      <Button
        whyNot={slot === null ? say(kind === 'cart' ? 'web.clocks.noCart' : 'web.clocks.noCategory') : null}
        onClick={() => slot !== null && onAdd(slot)}
      >
        {say('web.clocks.addSlot')}
      </Button>
    </div>
  )
}

interface FactsProps {
  name: string
  setName: (name: string) => void
  trim: string
  setTrim: (trim: string) => void
  may: boolean
  error: Error | null
}

function Facts({ name, setName, trim, setTrim, may, error }: FactsProps) {
  const say = useWords()
  return (
    <div className={styles.facts}>
      <TextField
        label={say('web.clocks.name')}
        value={name}
        onChange={setName}
        isLocked={!may}
        error={fieldError(error, '/name')}
      />
      <TextField
        label={say('web.clocks.trim')}
        value={trim}
        onChange={setTrim}
        isNumeric
        unit="s"
        isLocked={!may}
        hint={say('web.clocks.trim.hint')}
      />
    </div>
  )
}

function Foot({ whyNot, onLook, onSave }: { whyNot: string | null; onLook: () => void; onSave: () => void }) {
  const say = useWords()
  const may = useMay('jobs:write')
  return (
    <>
      <Button icon={IconEye} onClick={onLook}>
        {say('web.clocks.preview')}
      </Button>
      <span className="end" />
      {may && (
        <Button look="primary" isWrite whyNot={whyNot} onClick={onSave}>
          {say('web.radio.save')}
        </Button>
      )}
    </>
  )
}
