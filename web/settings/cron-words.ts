import { language, say } from '../words.ts'

const TIME = /^\d{1,2}$/

/** When a schedule runs, for the usual ones; undefined where the expression itself says it best. @param cron five fields */
export function timesInWords(cron: string): string | undefined {
  const [minute = '', hour = '', day, month, weekday = ''] = cron.split(' ')
  if (day !== '*' || month !== '*') return undefined
  const every = /^\*\/(\d+)$/.exec(minute)?.[1]
  if (hour === '*' && weekday === '*') {
    if (every !== undefined) return say('web.schedules.everyMinutes', { count: Number(every) })
    return TIME.test(minute) ? say('web.schedules.everyHour', { minute }) : undefined
  }
  if (!TIME.test(minute) || !TIME.test(hour)) return undefined
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (weekday === '*') return say('web.schedules.everyDay', { time })
  return /^[0-7]$/.test(weekday) ? say('web.schedules.everyWeek', { day: nameOfDay(Number(weekday)), time }) : undefined
}

/** @param weekday 0 or 7 is Sunday */
function nameOfDay(weekday: number): string {
  const aSunday = Date.UTC(2023, 0, 1)
  return new Intl.DateTimeFormat(language(), { weekday: 'long', timeZone: 'UTC' }).format(
    aSunday + weekday * 86_400_000,
  )
}
