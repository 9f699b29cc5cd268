import { AirStatusName, type OwnShowView } from '../../../src/radio/programme/own/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ChoiceField, SwitchField, TextAreaField, TextField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { DayField, TimeField } from '../planner/ClockFields.tsx'
import { lengthInWords } from '../planner/fit.ts'
import type { EpisodeDraft, readTimes } from './episode-draft.ts'
import styles from './programme.module.css'

interface EpisodeFieldsProps {
  draft: EpisodeDraft
  times: ReturnType<typeof readTimes>
  shows: readonly OwnShowView[]
  timeZone: string
  error: Error | null
  onChange: (edit: Partial<EpisodeDraft>) => void
}

/** What people write of an episode. */
export function EpisodeFields(props: EpisodeFieldsProps) {
  const say = useWords()
  const { draft, shows, error, onChange } = props
  return (
    <>
      <TextField
        label={say('web.programme.title')}
        value={draft.title}
        onChange={(title) => onChange({ title })}
        hasFocus
        error={fieldError(error, '/title')}
      />
      <div className="grid2">
        <ChoiceField
          label={say('web.programme.show')}
          value={draft.showId}
          onChange={(showId) => onChange({ showId })}
          options={[
            { value: '', label: say('web.programme.noShow') },
            ...shows.map(({ showId, title }) => ({ value: String(showId), label: title })),
          ]}
          error={fieldError(error, '/showId')}
        />
        <ChoiceField
          label={say('web.programme.airStatus')}
          value={draft.airStatus}
          onChange={(airStatus) => onChange({ airStatus })}
          options={AirStatusName.options.map((value) => ({ value, label: say(`web.radio.airStatus.${value}`) }))}
          error={fieldError(error, '/airStatus')}
        />
      </div>
      <Slot {...props} />
      <TextAreaField
        label={say('web.programme.description')}
        value={draft.description}
        onChange={(description) => onChange({ description })}
        rows={3}
        error={fieldError(error, '/description')}
      />
      <Published {...props} />
    </>
  )
}

function Published({ draft, onChange }: Pick<EpisodeFieldsProps, 'draft' | 'onChange'>) {
  const say = useWords()
  return (
    <div className="row wrap gap16">
      <span className="row">
        <span className="s12 t2" aria-hidden>
          {say('web.programme.published')}
        </span>
        <Segmented
          name={say('web.programme.published')}
          options={(['draft', 'published'] as const).map((value) => ({
            value,
            label: say(`web.programme.published.${value}`),
          }))}
          value={draft.publishedStatus}
          onChange={(publishedStatus) => onChange({ publishedStatus })}
        />
      </span>
      <SwitchField
        label={say('web.programme.inReview')}
        isOn={draft.pendingReview}
        onChange={(pendingReview) => onChange({ pendingReview })}
      />
    </div>
  )
}

function Slot({ draft, times, timeZone, error, onChange }: EpisodeFieldsProps) {
  const say = useWords()
  const { wrong, startsMs, endsMs } = times
  return (
    <fieldset className={styles.slot}>
      <legend>{say('web.programme.slot', { zone: timeZone })}</legend>
      <div className={styles.times}>
        <DayField
          label={say('web.programme.day')}
          value={draft.day}
          onChange={(day) => onChange({ day })}
          error={wrong.day ?? fieldError(error, '/scheduledAt')}
        />
        <TimeField
          label={say('web.programme.start')}
          value={draft.start}
          onChange={(start) => onChange({ start })}
          error={wrong.start}
        />
        <TimeField
          label={say('web.programme.end')}
          value={draft.end}
          onChange={(end) => onChange({ end })}
          error={wrong.end ?? fieldError(error, '/scheduledEndAt')}
        />
        <TextField
          label={say('web.programme.length.announced')}
          value={draft.length}
          placeholder="1:00:00"
          onChange={(length) => onChange({ length })}
          error={wrong.length ?? fieldError(error, '/durationMs')}
        />
      </div>
      {times.isStartTwice && (
        <Twice
          name={say('web.programme.start.twice')}
          isSecond={draft.isSecondStart}
          onChange={(isSecondStart) => onChange({ isSecondStart })}
        />
      )}
      {times.isEndTwice && (
        <Twice
          name={say('web.programme.end.twice')}
          isSecond={draft.isSecondEnd}
          onChange={(isSecondEnd) => onChange({ isSecondEnd })}
        />
      )}
      <span className="s12 t3" role="status">
        {startsMs !== null && endsMs !== null
          ? say('web.programme.slot.is', { length: lengthInWords(endsMs - startsMs) })
          : say('web.programme.slot.hint')}
      </span>
    </fieldset>
  )
}

function Twice({
  name,
  isSecond,
  onChange,
}: {
  name: string
  isSecond: boolean
  onChange: (isSecond: boolean) => void
}) {
  const say = useWords()
  return (
    <div className="col gap4">
      <span className="s12 t2" aria-hidden>
        {name}
      </span>
      <Segmented
        name={name}
        options={(['first', 'second'] as const).map((value) => ({
          value,
          label: say(`web.programme.twice.${value}`),
        }))}
        value={isSecond ? 'second' : 'first'}
        onChange={(value) => onChange(value === 'second')}
      />
    </div>
  )
}
