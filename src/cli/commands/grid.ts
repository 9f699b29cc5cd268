import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type DayClocksView, gridRoutes, type WeekView } from '../../radio/music/grid/contract.ts'
import { separationRoutes, type SeparationView } from '../../radio/music/pools/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { list, table } from '../print.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7]

function tellWeek(cli: Cli, view: WeekView): ExitCode {
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
  const days = DAYS.map((day) => say(`cli.grid.day.${day}`))
  show(cli, view, () =>
    table(
      [say('cli.head.hour'), ...days],
      hours.map((name, hour) => [name, ...view.week.map((day) => day[hour])]),
    ),
  )
  return EXIT.ok
}

function tellDay(cli: Cli, view: DayClocksView): ExitCode {
  const heads = ['hour', 'start', 'clock'].map((head) => say(`cli.head.${head}`))
  show(cli, view, () => {
    const rows = view.hours.map(({ hour, startsAt, clockId }) => [hour, startsAt, clockId])
    return [say(view.isOwn ? 'cli.grid.own' : 'cli.grid.of-week'), table(heads, rows)].join('\n')
  })
  return EXIT.ok
}

/** `1-5,7` as whole numbers. */
function numbersOf(text: string, { from, to }: { from: number; to: number }): number[] {
  const numbers = text.split(',').flatMap((part) => {
    const found = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part)
    const [first, last] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])]
    if (found === null || first < from || last > to || last < first)
      throw new InvalidInputError('cli/no-range', { params: { text, from, to } })
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
  return numbers
}

const clockOf = (text: string | undefined): number | null => {
  if (text === 'none') return null
  if (text !== undefined && /^\d+$/.test(text)) return Number(text)
  throw new InvalidInputError('cli/no-clock', { params: { text: text ?? '' } })
}

export const showGrid: Action = async (cli, { positional: [stationId, airDate] }) => {
  if (airDate === undefined)
    return tellWeek(cli, (await cli.api().call(gridRoutes.routes.get, { params: { stationId } })).body)
  return tellDay(cli, (await cli.api().call(gridRoutes.routes.getDay, { params: { stationId, airDate } })).body)
}

/** Sets one clock to hours of days of the week. */
export const setGrid: Action = async (cli, { positional: [stationId, days = '', hours = '', clock] }) => {
  const params = { stationId }
  const clockId = clockOf(clock)
  const [onDays, atHours] = [numbersOf(days, { from: 1, to: 7 }), numbersOf(hours, { from: 0, to: 23 })]
  const { body: before } = await cli.api().call(gridRoutes.routes.get, { params })
  const week = before.week.map((day, index) =>
    onDays.includes(index + 1) ? day.map((old, hour) => (atHours.includes(hour) ? clockId : old)) : day,
  )
  const extras = { ifMatch: before.etag }
  return tellWeek(cli, (await cli.api().call(gridRoutes.routes.put, { params, body: { week } }, extras)).body)
}

/** Sets one clock to hours of one day, which has clocks of its own from then on. */
export const setDayGrid: Action = async (cli, { positional: [stationId, airDate = '', names = '', clock] }) => {
  const params = { stationId, airDate }
  const { body: before } = await cli.api().call(gridRoutes.routes.getDay, { params })
  const given = Object.fromEntries(names.split(',').map((name) => [name.padStart(2, '0'), clockOf(clock)]))
  const hours = { ...Object.fromEntries(before.hours.map(({ hour, clockId }) => [hour, clockId])), ...given }
  const extras = { ifMatch: before.etag }
  return tellDay(cli, (await cli.api().call(gridRoutes.routes.putDay, { params, body: { hours } }, extras)).body)
}

/** Days that have clocks of their own, from today on. */
export const listOwnDays: Action = async (cli, { positional: [stationId] }) => {
  const { body } = await cli.api().call(gridRoutes.routes.listDays, { params: { stationId }, query: {} })
  show(cli, body, () =>
    table(
      ['day', 'clock'].map((head) => say(`cli.head.${head}`)),
      body.items.map(({ airDate, clockIds }) => [airDate, clockIds.join(', ')]),
    ),
  )
  return EXIT.ok
}

export const clearDayGrid: Action = async (cli, { positional: [stationId, airDate = ''] }) =>
  tellDay(cli, (await cli.api().call(gridRoutes.routes.clearDay, { params: { stationId, airDate } })).body)

function tellRules(cli: Cli, { etag: _etag, stationId: _stationId, ...rules }: SeparationView): ExitCode {
  show(cli, rules, () => list(Object.entries(rules).map(([name, value]) => [say(`cli.separation.${name}`), value])))
  return EXIT.ok
}

export const showSeparation: Action = async (cli, { positional: [stationId] }) =>
  tellRules(cli, (await cli.api().call(separationRoutes.routes.get, { params: { stationId } })).body)

/** 0 is no rule. */
export const changeSeparation: Action = async (cli, { positional: [stationId], options }) => {
  const params = { stationId }
  const { body: before } = await cli.api().call(separationRoutes.routes.get, { params })
  const minutes = ['artist', 'title', 'sponsor', 'product', 'cart'].flatMap((name) =>
    options[name] === undefined ? [] : [[`${name}Minutes`, Number(options[name])] as const],
  )
  const perHour = ['artist', 'sponsor'].flatMap((name) =>
    options[`${name}PerHour`] === undefined
      ? []
      : [[`${name}PerHour`, Number(options[`${name}PerHour`]) || null] as const],
  )
  const request = { params, body: Object.fromEntries([...minutes, ...perHour]) }
  const extras = { ifMatch: before.etag }
  return tellRules(cli, (await cli.api().call(separationRoutes.routes.change, request, extras)).body)
}
