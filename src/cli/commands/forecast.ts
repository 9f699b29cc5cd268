import { clockAt } from '../../kernel/time.ts'
import { say } from '../../kernel/words.ts'
import { type DriftView, forecastRoutes, type LookView, type OnAirView } from '../../radio/watch/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, table, when } from '../print.ts'

const { routes } = forecastRoutes
const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const wall = (instant: string, zone: string): string =>
  clockAt(Date.parse(instant), zone).local.slice(0, 19).replace('T', ' ')

/** How old what is shown is; ends with 4 where the last look failed. */
function tellAge(cli: Cli, { at, failedAt, reason }: LookView): ExitCode | undefined {
  cli.note(say(at === null ? 'cli.forecast.never' : 'cli.forecast.read', { at: when(at) }))
  if (reason === null) return undefined
  cli.note(
    say('cli.forecast.failed', { at: when(failedAt), why: [reason.text, reason.todo].filter(Boolean).join(' ') }),
  )
  return EXIT.attention
}

/** Ends with 3 when something is wrong. */
export const showForecast: Action = async (cli, args) => {
  const [stationId] = args.positional
  if (args.options['fresh'] === true) {
    const { body: started } = await cli.api().call(routes.look, { params: { stationId } })
    const ended = await followRun(cli, started.runId)
    if (ended !== EXIT.ok) return ended
  }
  const { body } = await cli.api().call(routes.get, { params: { stationId } })
  const rows = body.findings.map((one) => [
    wall(one.startsAt, body.timeZone),
    wall(one.endsAt, body.timeZone),
    say(`forecast.level.${one.level}`),
    [one.said.text, one.said.todo].filter(Boolean).join('. '),
  ])
  show(cli, body, () => table(heads('start', 'end', 'state', 'problem'), rows))
  if (body.driftCount > 0) cli.note(say('cli.forecast.drifted', { count: body.driftCount, stationId: body.stationId }))
  return tellAge(cli, body.look) ?? (body.findings.length > 0 ? EXIT.findings : EXIT.ok)
}

const driftCells = (one: DriftView, zone: string) => [
  wall(one.startsAt, zone),
  say(`drift.${one.code}`),
  one.airDate ?? (one.airingId === null ? '' : `#${one.airingId}`),
  [one.said.text, one.said.todo].filter(Boolean).join('. '),
]

/** Ends with 3 when something differs. */
export const showDrift: Action = async (cli, args) => {
  const [stationId] = args.positional
  const { body } = await cli.api().call(routes.drift, { params: { stationId } })
  const rows = body.items.map((one) => driftCells(one, body.timeZone))
  show(cli, body, () => table(heads('start', 'what', 'log', 'problem'), rows))
  return tellAge(cli, body.look) ?? (rows.length > 0 ? EXIT.findings : EXIT.ok)
}

/** Says what would be done, unless it is told to do it. Ends with 3 when something can't be repaired by it. */
export const repair: Action = async (cli, args) => {
  const [stationId] = args.positional
  const isDry = args.options['apply'] !== true
  const { body } = await cli.api().call(routes.repair, { params: { stationId }, body: { dryRun: isDry } })
  const rows = body.parts.map((part) => [
    say(`drift.part.${part.what}`),
    part.title,
    say(`drift.state.${part.state}`),
    `+${part.add} -${part.remove}`,
    part.runId,
    part.reasons.map(({ text }) => text).join(' '),
  ])
  show(cli, body, () => table(heads('what', 'title', 'state', 'count', 'run', 'why'), rows))
  for (const one of body.byHand) cli.note(one.said.text)
  const isStopped = body.byHand.length > 0 || body.parts.some(({ state }) => state === 'stopped' || state === 'later')
  const isWaited = !isDry && args.options['wait'] !== false
  for (const { runId } of isWaited ? body.parts : []) {
    const ended = runId === null ? EXIT.ok : await followRun(cli, runId)
    if (ended !== EXIT.ok) return ended
  }
  return isStopped ? EXIT.findings : EXIT.ok
}

const onAirLines = (body: OnAirView): (readonly [string, string | null])[] => [
  [say('cli.head.planned'), body.now?.title ?? null],
  [say('cli.head.heard'), body.actual],
  [say('cli.head.next'), body.next === null ? null : `${body.next.title} (${when(body.next.startsAt)})`],
  [say('cli.head.state'), body.said === null ? null : [body.said.text, body.said.todo].filter(Boolean).join('. ')],
]

/** Ends with 3 when what is on is not what is planned. */
export const now: Action = async (cli, args) => {
  const [stationId] = args.positional
  const route = args.options['fresh'] === true ? routes.checkOnAir : routes.onAir
  const { body } = await cli.api().call(route, { params: { stationId } })
  show(cli, body, () => list(onAirLines(body)))
  const isWrong = body.isAlarm || body.verdict === 'wrong' || body.verdict === 'nothing-planned'
  return tellAge(cli, body.look) ?? (isWrong ? EXIT.findings : EXIT.ok)
}

/** Shows how much silence is tolerated, in seconds; with a number it is set. */
export const tolerance: Action = async (cli, args) => {
  const [stationId, seconds] = args.positional
  const params = { stationId }
  const gapSec =
    seconds === undefined
      ? (await cli.api().call(routes.get, { params })).body.gapSec
      : (await cli.api().call(routes.setRules, { params, body: { gapSec: Number(seconds) } })).body.gapSec
  show(cli, { gapSec }, () => say('cli.forecast.tolerance', { count: gapSec }))
  return EXIT.ok
}
