import { readFile } from 'node:fs/promises'
import { planRoutes } from '../../plans/contract.ts'
import type { RequestOf } from '../../kernel/contract.ts'
import {
  type AiringView,
  type CheckView,
  type PlannedView,
  plannerRoutes,
  type RangeDraft,
} from '../../radio/planner/contract.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { clockAt } from '../../kernel/time.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { plain, table, when } from '../print.ts'

const { routes } = plannerRoutes
const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const text = (args: Args, name: string): string | undefined => args.options[name] as string | undefined
const number = (args: Args, name: string): number | undefined =>
  args.options[name] === undefined ? undefined : Number(args.options[name])
const isSet = (args: Args, name: string): boolean => args.options[name] === true

const stateOf = ({ state, needsRepair }: AiringView): string =>
  needsRepair ? `${say(`planner.state.${state}`)} !` : say(`planner.state.${state}`)

const clockThere = (instant: string, zone: string): string =>
  clockAt(Date.parse(instant), zone).local.slice(0, 19).replace('T', ' ')

export const showWeek: Action = async (cli, args) => {
  const [stationId] = args.positional
  const query = {
    start: text(args, 'start'),
    days: number(args, 'days'),
    fresh: isSet(args, 'fresh') ? 'yes' : undefined,
  }
  const { body: week } = await cli.api().call(routes.week, { params: { stationId }, query: query as never })
  show(cli, week, () => {
    const foreign = week.rows.filter(({ airingId }) => airingId === null)
    const at = (instant: string): string => clockThere(instant, week.timeZone)
    const ours = week.airings.map((one) => ({
      at: one.startsAt,
      cells: [one.airingId, at(one.startsAt), at(one.endsAt), one.title, one.showTitle, stateOf(one), one.fit.text],
    }))
    const others = foreign.map((row) => ({
      at: row.startsAt,
      cells: [
        null,
        at(row.startsAt),
        at(row.endsAt),
        row.title,
        '',
        row.log === null ? say('planner.state.foreign') : say('planner.state.log', { day: row.log.airDate }),
        row.troubles.join(', '),
      ],
    }))
    const lines = [...ours, ...others].toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ cells }) => cells)
    return table(heads('airing', 'start', 'end', 'title', 'show', 'state', 'fit'), lines)
  })
  if (week.airings.some(({ needsRepair }) => needsRepair)) return EXIT.attention
  return week.rows.some(({ troubles }) => troubles.length > 0) ? EXIT.findings : EXIT.ok
}

export const listPalette: Action = async (cli, args) => {
  const [stationId] = args.positional
  const query = {
    kind: text(args, 'kind'),
    text: text(args, 'text'),
    showId: text(args, 'show'),
    sort: text(args, 'sort'),
    limit: number(args, 'limit'),
  }
  const { body } = await cli.api().call(routes.palette, { params: { stationId }, query: query as never })
  show(cli, body, () =>
    table(
      heads('kind', 'id', 'title', 'show', 'length', 'airings', 'reason'),
      body.items.map((item) => [
        item.kind,
        item.id,
        item.title,
        item.showTitle ?? '',
        item.lengthMs === null ? null : new Date(item.lengthMs).toISOString().slice(11, 19),
        item.airings,
        item.reason?.text ?? '',
      ]),
    ),
  )
  return EXIT.ok
}

export const listShows: Action = async (cli, { positional: [stationId] }) => {
  const { body } = await cli.api().call(routes.shows, { params: { stationId } })
  show(cli, body, () =>
    table(
      heads('id', 'title', 'remote'),
      body.items.map((one) => [one.showId, one.title, one.playoutShowId]),
    ),
  )
  return EXIT.ok
}

export const listAirings: Action = async (cli, args) => {
  const [stationId] = args.positional
  const query = { state: text(args, 'state'), limit: number(args, 'limit') }
  const { body } = await cli.api().call(routes.listAirings, { params: { stationId }, query: query as never })
  show(cli, body, () => airingTable(body.items))
  return EXIT.ok
}

const airingTable = (airings: readonly AiringView[]): string =>
  table(
    heads('airing', 'start', 'end', 'title', 'show', 'state', 'fit'),
    airings.map((one) => [
      one.airingId,
      when(one.startsAt),
      when(one.endsAt),
      one.title,
      one.showTitle,
      stateOf(one),
      one.fit.text,
    ]),
  )

export const showAiring: Action = async (cli, { positional: [airingId] }) => {
  const { body } = await cli.api().call(routes.getAiring, { params: { airingId } })
  show(cli, body, () => airingTable([body]))
  return body.needsRepair ? EXIT.attention : EXIT.ok
}

export const plan: Action = async (cli, args) => {
  const [stationId, startsAt = '', endsAt = ''] = args.positional
  const body = {
    episodeId: text(args, 'episode'),
    trackId: number(args, 'track'),
    showId: text(args, 'show'),
    startsAt,
    endsAt,
  }
  const request = { params: { stationId }, body: JSON.parse(JSON.stringify(body)) as typeof body }
  if (isSet(args, 'dryRun')) return tellCheck(cli, (await cli.api().call(routes.check, request)).body)
  return tellPlanned(cli, (await cli.api().call(routes.plan, request)).body)
}

export const move: Action = async (cli, args) => {
  const [airingId, startsAt = '', endsAt = ''] = args.positional
  if (!isSet(args, 'dryRun'))
    return tellPlanned(
      cli,
      (await cli.api().call(routes.move, { params: { airingId }, body: { startsAt, endsAt } })).body,
    )
  const { stationId } = (await cli.api().call(routes.getAiring, { params: { airingId } })).body
  const body = { airingId: Number(airingId), startsAt, endsAt }
  return tellCheck(cli, (await cli.api().call(routes.check, { params: { stationId }, body })).body)
}

export const unplan: Action = async (cli, { positional: [airingId] }) =>
  tellPlanned(cli, (await cli.api().call(routes.unplan, { params: { airingId } })).body)

export const repair: Action = async (cli, { positional: [airingId] }) =>
  tellPlanned(cli, (await cli.api().call(routes.repair, { params: { airingId }, body: {} })).body)

function tellPlanned(cli: Cli, planned: PlannedView): ExitCode {
  const { airing, outcome, problem, isSettled } = planned
  show(cli, planned, () =>
    [
      say(`planner.outcome.${outcome}`, { airingId: airing.airingId, title: airing.title }),
      airingTable([airing]),
      ...(problem === null ? [] : [plain(problem.text)]),
      ...(isSettled ? [] : [say('planner.goes-on')]),
      ...(planned.planId === null ? [] : [say('planner.undo-with', { planId: planned.planId })]),
    ].join('\n'),
  )
  if (isSettled) return problem === null ? EXIT.ok : EXIT.error
  return EXIT.attention
}

function tellCheck(cli: Cli, check: CheckView): ExitCode {
  show(cli, check, () =>
    [
      `${check.title}: ${check.fit.text}`,
      ...check.conflicts.map(
        ({ code, title, startsAt, endsAt }) => `${code}  ${title}  ${when(startsAt)} – ${when(endsAt)}`,
      ),
      ...(check.refusal === null ? [] : [check.refusal.text]),
      ...check.warnings.map((warning) => warning.text),
      check.isPossible ? say('planner.possible') : say('planner.not-possible'),
    ]
      .map(plain)
      .join('\n'),
  )
  return check.isPossible ? EXIT.ok : EXIT.findings
}

interface RangeFile {
  startsAt: string
  endsAt: string
  mode?: 'add' | 'replace'
  airings: { episodeId?: string; trackId?: number; showId?: string; startsAt: string; endsAt: string }[]
}

export const planRange: Action = async (cli, args) => {
  const [stationId, file = ''] = args.positional
  const body = await readPlanFile<RangeFile>(file)
  const request = { params: { stationId }, body: isSet(args, 'replace') ? { ...body, mode: 'replace' as const } : body }
  return tellDraft(cli, args, (await cli.api().call(routes.planRange, request)).body)
}

/** Plans, moves and takes out together, as one plan. */
export const applyChanges: Action = async (cli, args) => {
  const [stationId, file = ''] = args.positional
  const body = await readPlanFile<RequestOf<typeof routes.draftChanges>['body']>(file)
  return tellDraft(cli, args, (await cli.api().call(routes.draftChanges, { params: { stationId }, body })).body)
}

/** What it must look like is the server's to say. */
async function readPlanFile<Body>(file: string): Promise<Body> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Body
  } catch (cause) {
    throw new InvalidInputError('radio/no-range-file', { params: { path: file }, cause })
  }
}

export const copyWeek: Action = async (cli, args) => {
  const [stationId, from = '', to = ''] = args.positional
  const mode = isSet(args, 'replace') ? ('replace' as const) : ('add' as const)
  const { body } = await cli.api().call(routes.copyWeek, { params: { stationId }, body: { from, to, mode } })
  return tellDraft(cli, args, body)
}

async function tellDraft(cli: Cli, args: Args, draft: RangeDraft): Promise<ExitCode> {
  const { planId, counts, operations } = draft
  const lines = operations.map((one) => [
    say(`planner.action.${one.action}`),
    when(one.startsAt),
    when(one.endsAt),
    one.title,
    one.fit?.text ?? '',
    [one.reason?.text, ...one.conflicts.map(({ title }) => title)].filter((part) => part !== undefined).join(': '),
  ])
  const inWords = (): string =>
    [
      table(heads('action', 'start', 'end', 'title', 'fit', 'reason'), lines),
      say('planner.range', { ...counts, planId: planId ?? '–' }),
    ].join('\n')
  if (isSet(args, 'dryRun') || planId === null) {
    show(cli, draft, inWords)
    return counts.left > 0 ? EXIT.findings : EXIT.ok
  }
  cli.note(inWords())
  const { body } = await cli.api().call(planRoutes.routes.apply, { params: { planId }, body: {} })
  if (args.options['wait'] !== false) return followRun(cli, body.runId)
  show(cli, { ...draft, ...body }, () => say('cli.run.started', { runId: body.runId }))
  return EXIT.ok
}
