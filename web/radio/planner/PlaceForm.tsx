import { conflictInWords } from './range-words.ts'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { CheckView, ProgrammeShowView } from '../../../src/radio/planner/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { FitMeter } from './AimTip.tsx'
import { spanInWords } from './Blocks.tsx'
import { DayField, TimeField } from './ClockFields.tsx'
import type { Slot } from './day-axis.ts'
import { lengthInWords } from './fit.ts'
import { readDraft, toDraft, type SlotDraft } from './slot-draft.ts'
import { checkBody } from './use-changes.ts'
import { routes } from './use-planner.ts'
import { audioMsOf, titleOf, type Load } from './week-view.ts'

export interface Asked {
  load: Load
  slot: Slot
  showId: string | undefined
}

interface PlaceFormProps {
  asked: Asked | undefined
  stationId: number
  timeZone: string
  shows: readonly ProgrammeShowView[]
  /** Airings that will have left their places. */
  leaving: readonly number[]
  /** Where it could go instead, as far as the loaded week tells. */
  freeOf: (load: Load, slot: Slot) => Slot | undefined
  onPlace: (asked: Asked) => void
  onClose: () => void
}

/** Day, time and length of an airing, and what the server's dry run says of them. */
export function PlaceForm({ asked, ...props }: PlaceFormProps) {
  const say = useWords()
  const title =
    asked === undefined
      ? ''
      : say(asked.load.kind === 'new' ? 'web.planner.form.plan' : 'web.planner.form.move', {
          title: titleOf(asked.load),
        })
  return (
    <Dialog title={title} isOpen={asked !== undefined} onClose={props.onClose} widthPx={480}>
      {asked !== undefined && <Fields asked={asked} {...props} />}
    </Dialog>
  )
}

const TYPING_MS = 250

function Fields({
  asked,
  stationId,
  timeZone,
  shows,
  leaving,
  freeOf,
  onPlace,
  onClose,
}: PlaceFormProps & { asked: Asked }) {
  const say = useWords()
  const { load } = asked
  const [draft, setDraft] = useState(() => toDraft(asked.slot, timeZone))
  const [showId, setShowId] = useState(asked.showId ?? '')
  const read = readDraft(draft, timeZone)
  const needsShow = load.kind === 'new' && load.item.episodeId === null
  const whyNot = needsShow && showId === '' ? say('web.planner.form.needsShow') : null
  const set = (edit: Partial<SlotDraft>) => setDraft({ ...draft, ...edit })
  const check = useCheck({ load, slot: read.slot, showId, stationId, leaving, isEnabled: whyNot === null })
  const free = read.slot === undefined ? undefined : freeOf(load, read.slot)
  const refused = check.data !== undefined && !check.data.isPossible ? say('web.planner.aim.cant') : null
  const cantYet = whyNot ?? (read.slot === undefined ? say('web.planner.form.needsSlot') : null)
  return (
    <form
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        if (read.slot !== undefined && cantYet === null && refused === null)
          onPlace({ load, slot: read.slot, showId: showId === '' ? undefined : showId })
      }}
    >
      {needsShow && (
        <ChoiceField
          label={say('web.planner.forShow')}
          value={showId}
          onChange={setShowId}
          options={[
            { value: '', label: say('web.planner.form.noShow') },
            ...shows.map((show) => ({ value: show.showId, label: show.title })),
          ]}
        />
      )}
      <SlotFields draft={draft} read={read} audioMs={audioMsOf(load)} onChange={set} />
      <span className="s12 t3">{say('web.planner.form.zone', { zone: timeZone })}</span>
      {check.error !== null && <ProblemPanel error={check.error} onRetry={() => void check.refetch()} />}
      {check.data !== undefined && check.error === null && cantYet === null && (
        <Verdict check={check.data} timeZone={timeZone}>
          {refused !== null && free !== undefined && <TakeFree {...{ free, timeZone }} onTake={setDraft} />}
        </Verdict>
      )}
      <div className="row">
        <Button onClick={onClose}>{say('web.cancel')}</Button>
        <span className="end" />
        <Button look="primary" type="submit" isWrite whyNot={cantYet ?? refused}>
          {say(load.kind === 'new' ? 'web.planner.form.plan.act' : 'web.planner.form.move.act')}
        </Button>
      </div>
    </form>
  )
}

function TakeFree({ free, timeZone, onTake }: { free: Slot; timeZone: string; onTake: (draft: SlotDraft) => void }) {
  const say = useWords()
  return (
    <Button isSmall onClick={() => onTake(toDraft(free, timeZone))}>
      {say('web.planner.form.takeFree', { span: spanInWords(say, free, timeZone) })}
    </Button>
  )
}

interface CheckWish {
  load: Load
  slot: Slot | undefined
  showId: string
  stationId: number
  leaving: readonly number[]
  isEnabled: boolean
}

/** The server's dry run of what is typed. */
function useCheck({ load, slot, showId, stationId, leaving, isEnabled }: CheckWish) {
  const [settled] = useDebouncedValue(slot === undefined ? undefined : `${slot.startsMs}-${slot.endsMs}`, TYPING_MS)
  const [startsMs = 0, endsMs = 0] = settled?.split('-').map(Number) ?? []
  return useRead(
    routes.check,
    {
      params: { stationId },
      body: { ...checkBody(load, { startsMs, endsMs }, showId === '' ? undefined : showId), inPlaceOf: [...leaving] },
    },
    { isEnabled: isEnabled && settled !== undefined },
  )
}

interface SlotFieldsProps {
  draft: SlotDraft
  read: ReturnType<typeof readDraft>
  audioMs: number | null
  onChange: (edit: Partial<SlotDraft>) => void
}

const HALF_HOURS = [30, 60, 120]

function SlotFields({ draft, read, audioMs, onChange }: SlotFieldsProps) {
  const say = useWords()
  const lengths = HALF_HOURS.map((minutes) => minutes * 60_000)
  const audio = audioMs === null ? undefined : Math.max(1000, Math.ceil(audioMs / 1000) * 1000)
  const own = audio === undefined || lengths.includes(audio) ? [] : [audio]
  return (
    <>
      <div className="grid2">
        <DayField
          label={say('web.planner.form.day')}
          value={draft.airDate}
          onChange={(airDate) => onChange({ airDate })}
          error={read.dayError}
        />
        <TimeField
          label={say('web.planner.form.start')}
          value={draft.start}
          onChange={(start) => onChange({ start })}
          error={read.startError}
        />
      </div>
      {read.isTwice && (
        <Segmented
          name={say('web.planner.form.twice')}
          options={(['first', 'second'] as const).map((value) => ({
            value,
            label: say(`web.planner.form.twice.${value}`),
          }))}
          value={draft.isSecond ? 'second' : 'first'}
          onChange={(value) => onChange({ isSecond: value === 'second' })}
        />
      )}
      <TextField
        label={say('web.planner.form.length')}
        hint={say('web.planner.form.length.hint')}
        value={draft.length}
        onChange={(length) => onChange({ length })}
        {...(read.lengthError === undefined ? {} : { error: read.lengthError })}
      />
      <div className="row gap4 wrap">
        {[...lengths, ...own].map((ms) => (
          <Button
            key={ms}
            isSmall
            isPressed={draft.length === lengthInWords(ms)}
            onClick={() => onChange({ length: lengthInWords(ms) })}
          >
            {own.includes(ms) ? say('web.planner.form.asAudio', { length: lengthInWords(ms) }) : lengthInWords(ms)}
          </Button>
        ))}
      </div>
    </>
  )
}

const MOST_CONFLICTS = 4

/** What would happen, or why it can't. */
export function Verdict({ check, timeZone, children }: { check: CheckView; timeZone: string; children?: ReactNode }) {
  const say = useWords()
  const { isPossible, refusal, conflicts, warnings, makes, outcome } = check
  const makesWhat = makes.show ? 'web.planner.makes.show' : makes.window ? 'web.planner.makes.window' : undefined
  return (
    <div className="col gap4 well pad" role="status">
      <StateChip
        isBare
        state={isPossible ? 'ready' : 'rejected'}
        word={say(
          isPossible
            ? outcome === 'idempotent'
              ? 'web.planner.isPlanned'
              : 'web.planner.possible'
            : 'web.planner.aim.cant',
        )}
      />
      {refusal !== null && (
        <span className="s13 break">
          {refusal.text} <span className="t2">{[refusal.why, refusal.todo].filter(Boolean).join(' ')}</span>
        </span>
      )}
      <ul className="col gap2 s13">
        {conflicts.slice(0, MOST_CONFLICTS).map((conflict) => (
          <li key={`${conflict.what}${conflict.id}`} className="break">
            {conflictInWords(say, conflict, timeZone)}
          </li>
        ))}
        {conflicts.length > MOST_CONFLICTS && (
          <li>{say('web.planner.conflict.more', { count: conflicts.length - MOST_CONFLICTS })}</li>
        )}
        {warnings.map((warning) => (
          <li key={warning.code} className="row gap4 top">
            <span className="tone-warn">
              <Icon of={IconAlertTriangle} size={14} />
            </span>
            <span>{warning.text}</span>
          </li>
        ))}
      </ul>
      <FitMeter fit={check.fit} />
      {isPossible && makesWhat !== undefined && outcome !== 'idempotent' && (
        <span className="s12 t2">{say(makesWhat)}</span>
      )}
      {children}
    </div>
  )
}
