import { type DaypartView, daypartRoutes } from '../../../src/radio/music/pools/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { ChoiceField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import type { OrderDraft, WindowDraft } from './order-draft.ts'

interface DaypartTimesProps {
  stationId: number
  draft: Pick<OrderDraft, 'windows' | 'weekdays'>
  onChange: (edit: Pick<OrderDraft, 'windows' | 'weekdays'>) => void
}

const MIDNIGHT = '00:00'
const DAY_END = '24:00'

/** Times of an order are of one day: a daypart over midnight is the late and the early part of it. */
export function windowsOf({ from, to }: Pick<DaypartView, 'from' | 'to'>): WindowDraft[] {
  if (from < to) return [{ from, to }]
  const late = { from, to: DAY_END }
  return to === MIDNIGHT ? [late] : [late, { from: MIDNIGHT, to }]
}

/** Takes the times of a daypart; the first one brings its weekdays, too, unless it goes over midnight. */
export function DaypartTimes({ stationId, draft, onChange }: DaypartTimesProps) {
  const say = useWords()
  const dayparts = useRead(daypartRoutes.routes.list, { params: { stationId } }).data?.items ?? []
  if (dayparts.length === 0) return null
  const take = (id: string) => {
    const daypart = dayparts.find(({ daypartId }) => String(daypartId) === id)
    if (daypart === undefined) return
    const more = windowsOf(daypart)
    const isFirst = draft.windows.length === 0 && more.length === 1
    onChange({
      windows: [...draft.windows, ...more],
      weekdays: isFirst ? daypart.weekDays : draft.weekdays,
    })
  }
  return (
    <ChoiceField
      name={say('web.traffic.daypart')}
      value=""
      onChange={take}
      options={[
        { value: '', label: say('web.traffic.daypart') },
        ...dayparts.map(({ daypartId, name, from, to }) => ({
          value: String(daypartId),
          label: say('web.traffic.daypart.one', { name, from, to }),
        })),
      ]}
    />
  )
}
