import { clockAt } from '../../kernel/time.ts'
import { say } from '../../kernel/words.ts'
import { type AsRunLine, type AsRunOverview, asRunRoutes } from '../../radio/asrun/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, table, when } from '../print.ts'
import { writeExport } from '../write-file.ts'

const { routes } = asRunRoutes
const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const text = (args: Args, name: string): string | undefined => args.options[name] as string | undefined
const number = (args: Args, name: string): number | undefined =>
  args.options[name] === undefined ? undefined : Number(args.options[name])

const there = (instant: string | null, zone: string): string =>
  instant === null ? '' : clockAt(Date.parse(instant), zone).local.slice(11, 19)

const seconds = (ms: number | null): string => (ms === null ? '' : `${ms > 0 ? '+' : ''}${(ms / 1000).toFixed(1)}`)

export const sync: Action = async (cli, args) => {
  const [stationId] = args.positional
  const body = { from: text(args, 'from'), to: text(args, 'to') }
  const { body: started } = await cli.api().call(routes.sync, { params: { stationId }, body })
  show(cli, started, () => say('cli.run.started', { runId: started.runId }))
  return args.options['wait'] === false ? EXIT.ok : followRun(cli, started.runId)
}

function tellAge(cli: Cli, { sync: { at, failedAt, reason } }: AsRunOverview): ExitCode {
  cli.note(say(at === null ? 'cli.asrun.never' : 'cli.asrun.read', { at: when(at) }))
  if (reason === null) return EXIT.ok
  cli.note(say('cli.asrun.failed', { at: when(failedAt), why: [reason.text, reason.todo].filter(Boolean).join(' ') }))
  return EXIT.attention
}

export const listDays: Action = async (cli, args) => {
  const [stationId] = args.positional
  const query = { limit: number(args, 'limit') }
  const { body } = await cli.api().call(routes.overview, { params: { stationId }, query })
  show(cli, body, () =>
    table(
      heads('day', 'state', 'matched', 'late', 'early', 'short', 'missed', 'extra', 'estimates'),
      body.days.map(({ airDate, state, counts }) => [
        airDate,
        say(`asrun.state.${state}`),
        counts.matched,
        counts.late,
        counts.early,
        counts.short,
        counts.missed,
        counts.extra,
        `${counts.estimates}/${counts.plays}`,
      ]),
    ),
  )
  return tellAge(cli, body)
}

const lineCells = (line: AsRunLine, zone: string) => [
  there(line.plannedAt, zone),
  there(line.heardAt, zone),
  seconds(line.offMs),
  say(`asrun.verdict.${line.verdict}`),
  line.timing === null ? '' : say(`asrun.timing.${line.timing}`),
  line.typeCode ?? '',
  line.title,
]

/** Ends with 3 when something was missed or cut short. */
export const showDay: Action = async (cli, args) => {
  const [stationId, airDate] = args.positional
  const request = { params: { stationId, airDate: airDate ?? '' }, query: { verdict: text(args, 'verdict') } }
  const { body } = await cli.api().call(routes.day, request as never)
  show(cli, body, () =>
    body.day === null
      ? say('cli.asrun.not-read', { day: airDate ?? '' })
      : table(
          heads('planned', 'heard', 'off', 'state', 'time', 'type', 'title'),
          body.lines.map((line) => lineCells(line, body.timeZone)),
        ),
  )
  return body.lines.some(({ verdict }) => verdict === 'missed' || verdict === 'short') ? EXIT.findings : EXIT.ok
}

/** To a file that is not there yet, or to the terminal. */
export const report: Action = async (cli, args) => {
  const [stationId, from = '', to = from] = args.positional
  const format = text(args, 'format') ?? (cli.isJson ? 'json' : 'csv')
  const request = { params: { stationId }, query: { from, to, format } }
  const response = await cli.api().open(routes.report, request as never, { signal: cli.signal })
  return writeExport(cli, response, args.options)
}

export const listPlays: Action = async (cli, args) => {
  const [stationId] = args.positional
  const query = {
    from: text(args, 'from'),
    to: text(args, 'to'),
    trackId: number(args, 'track'),
    typeCode: text(args, 'type'),
    text: text(args, 'text'),
    limit: number(args, 'limit'),
  }
  const { body } = await cli.api().call(routes.plays, { params: { stationId }, query })
  show(cli, body, () =>
    table(
      heads('heard', 'time', 'type', 'track', 'title', 'artist'),
      body.items.map((play) => [
        when(play.heardAt),
        say(`asrun.timing.${play.timing}`),
        play.typeCode,
        play.trackId,
        play.title,
        play.artist,
      ]),
    ),
  )
  return EXIT.ok
}

export const listOwed: Action = async (cli, args) => {
  const [stationId, from = '', to = from] = args.positional
  const { body } = await cli.api().call(routes.owed, { params: { stationId }, query: { from, to } })
  const lines = body.items.flatMap(({ orderId, missed }) =>
    missed.map((spot) => [orderId, when(spot.plannedAt), say(`asrun.verdict.${spot.verdict}`), spot.title]),
  )
  show(cli, body, () => table(heads('order', 'planned', 'state', 'title'), lines))
  return lines.length > 0 ? EXIT.findings : EXIT.ok
}

/** Shows them, with those changed that are named. */
export const rules: Action = async (cli, args) => {
  const [stationId] = args.positional
  const { body: overview } = await cli.api().call(routes.overview, { params: { stationId }, query: {} })
  const wished = { lateSec: 'late', earlySec: 'early', shortSec: 'short', furthestSec: 'furthest' }
  const given = Object.entries(wished).flatMap(([name, option]) => {
    const value = number(args, option)
    return value === undefined ? [] : [[name, value] as const]
  })
  const body = { ...overview.rules, ...Object.fromEntries(given) }
  const kept =
    given.length === 0 ? overview.rules : (await cli.api().call(routes.setRules, { params: { stationId }, body })).body
  show(cli, kept, () => list(Object.entries(wished).map(([name, option]) => [option, kept[name as keyof typeof kept]])))
  return EXIT.ok
}
