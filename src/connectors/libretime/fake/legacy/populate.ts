import { instantAt } from '../../../../kernel/time.ts'
import { type DayRow, US_PER_MS, US_PER_SECOND } from '../rows.ts'
import { readDate } from '../v2/formats.ts'
import type { World } from '../world.ts'

const WEEKS: Readonly<Record<number, number>> = { 0: 1, 1: 2, 4: 3, 5: 4 }
const MONTHLY = 2
const DAY_MS = 86_400_000

function nextDate(date: string, repeatKind: number): string {
  if (repeatKind === MONTHLY) {
    const [year = 0, month = 0] = date.split('-').map(Number)
    const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`
    return readDate(`${next}-${date.slice(8)}`) ?? `${next}-28`
  }
  const weeks = WEEKS[repeatKind] ?? 1
  return new Date(Date.parse(`${date}T00:00:00Z`) + weeks * 7 * DAY_MS).toISOString().slice(0, 10)
}

function durationUs(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return (hours * 3600 + minutes * 60) * US_PER_SECOND
}

function populateRule(world: World, rule: DayRow, untilUs: number): void {
  const writer = world.writer('generator')
  let date = rule.repeat_next_on ?? rule.first_show_on
  for (;;) {
    const starts = instantAt(`${date}T${rule.start_time.slice(0, 8)}`, rule.timezone) * US_PER_MS
    // The end date is exclusive.
    const isOver = rule.last_show_on !== null && date >= rule.last_show_on
    if (isOver || starts > untilUs) break
    // QUIRK(libretime 4.5): nothing looks for an instance that is there already; a rule and an own instance are two.
    writer.insert('show-instances', {
      created_at: world.nowUs(),
      starts_at: starts,
      ends_at: starts + durationUs(rule.duration),
      filled_time: 0,
      last_scheduled_at: null,
      description: '',
      modified: false,
      rebroadcast: 0,
      auto_playlist_built: false,
      record_enabled: 0,
      show: rule.show,
      instance: null,
      record_file: null,
    })
    date = nextDate(date, rule.repeat_kind)
  }
  if (date !== rule.repeat_next_on && date !== rule.first_show_on)
    writer.change('show-days', rule.id, { repeat_next_on: date })
}

/** What the legacy application does when somebody asks for times that it has not made instances for yet. */
export function populate(world: World, untilUs: number): void {
  if (untilUs <= world.populatedUntil) return
  for (const rule of world.tables['show-days'].all()) populateRule(world, rule, untilUs)
  world.populatedUntil = untilUs
}
