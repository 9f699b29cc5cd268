import type { DaypartView } from '../../../src/radio/music/pools/contract.ts'
import { CheckField, ChoiceField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'

interface DaypartFieldsProps {
  dayparts: readonly DaypartView[]
  daypartIds: readonly number[]
  onChange: (daypartIds: number[]) => void
}

/** When something holds: always, or in some dayparts. */
export function DaypartChecks({ dayparts, daypartIds, onChange }: DaypartFieldsProps) {
  const say = useWords()
  return (
    <div role="group" aria-label={say('web.clocks.dayparts')} className="col gap4">
      <span className="s13">{say('web.clocks.dayparts')}</span>
      {dayparts.length > 0 && (
        <div className="row wrap gap12">
          {dayparts.map(({ daypartId, name, from, to }) => (
            <CheckField
              key={daypartId}
              label={say('web.clocks.dayparts.one', { name, from, to })}
              isOn={daypartIds.includes(daypartId)}
              onChange={(isOn) =>
                onChange(isOn ? [...daypartIds, daypartId] : daypartIds.filter((one) => one !== daypartId))
              }
            />
          ))}
        </div>
      )}
      <span className="s12 t3">
        {say(dayparts.length === 0 ? 'web.clocks.dayparts.none' : 'web.clocks.dayparts.how')}
      </span>
    </div>
  )
}

/** The same where there is little room: one of them; several that were chosen elsewhere are shown, and kept. */
export function DaypartChoice({ dayparts, daypartIds, onChange, name }: DaypartFieldsProps & { name: string }) {
  const say = useWords()
  if (dayparts.length === 0) return null
  const nameOf = (id: number): string => dayparts.find(({ daypartId }) => daypartId === id)?.name ?? String(id)
  const several = daypartIds.join()
  return (
    <ChoiceField
      name={name}
      value={several}
      onChange={(ids) => onChange(ids === '' ? [] : ids.split(',').map(Number))}
      options={[
        { value: '', label: say('web.clocks.always') },
        ...dayparts.map((one) => ({ value: String(one.daypartId), label: one.name })),
        ...(daypartIds.length > 1 ? [{ value: several, label: daypartIds.map(nameOf).join(', ') }] : []),
      ]}
    />
  )
}
