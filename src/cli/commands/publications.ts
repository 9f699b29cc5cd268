import { say } from '../../kernel/words.ts'
import { planRoutes } from '../../plans/contract.ts'
import { logRoutes } from '../../radio/logs/contract.ts'
import { type PublishPreview, publishRoutes } from '../../radio/logs/publish/contract.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { clockAt } from '../../kernel/time.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { plain, table, when } from '../print.ts'

interface Wish {
  logId: string
  timeZone: string
  hour?: string
  acceptedGaps: string[]
  takeOver: number[]
}

/** The log of the day, and the hour of it that is meant. */
async function wishOf(cli: Cli, { positional, options }: Args): Promise<Wish> {
  const [stationId = '', airDate = ''] = positional
  const { body } = await cli.api().call(logRoutes.routes.day, { params: { stationId, airDate }, query: {} })
  const name = options['hour'] as string | undefined
  const hour = body.hoursOfDay.find((one) => one.name === name)
  if (name !== undefined && hour === undefined)
    throw new InvalidInputError('radio/no-such-hour', { params: { airDate, hour: name } })
  const wish = {
    logId: String(body.logId),
    timeZone: body.timeZone,
    ...(hour === undefined ? {} : { hour: hour.startsAt }),
    acceptedGaps: body.gaps.map(({ startsAt }) => startsAt),
    takeOver: rowsIn(options['takeOver'] as string | undefined),
  }
  return { ...wish, acceptedGaps: options['acceptGaps'] === true ? await silencesOf(cli, wish) : [] }
}

/** As the playout is now: what others have there, and what is taken over, makes other silences than the log alone. */
async function silencesOf(cli: Cli, { logId, timeZone: _zone, ...wish }: Wish): Promise<string[]> {
  const { body } = await cli.api().call(publishRoutes.routes.preview, { params: { logId }, body: wish })
  const { planId } = body
  if (planId !== null) await cli.api().call(planRoutes.routes.discard, { params: { planId }, body: {} })
  return [...wish.acceptedGaps, ...body.stoppers.flatMap(({ at, canAccept }) => (canAccept ? at : []))]
}

/** `812,813`: each row is named, so that none is taken that nobody has seen. */
function rowsIn(text = ''): number[] {
  const parts = text.split(',').flatMap((part) => part.trim() || [])
  const wrong = parts.find((part) => !/^\d{1,9}$/.test(part))
  if (wrong !== undefined) throw new InvalidInputError('cli/not-a-row', { params: { value: wrong } })
  return parts.map(Number)
}

/** Rows of others where the log would be heard, with the numbers that `--take-over` takes. */
function inTheWayText({ inTheWay }: PublishPreview, timeZone: string): string[] {
  if (inTheWay.length === 0) return []
  const rows = inTheWay.map((row) => [
    row.rowId,
    clockThere(row.startsAt, timeZone),
    clockThere(row.endsAt, timeZone),
    row.title,
    row.show,
    row.madeBy ?? '',
    row.isTaken ? say('daylog.publish.isTaken') : (row.refusal?.text ?? say('daylog.publish.stays')),
  ])
  return [
    say('daylog.publish.inTheWay', { count: inTheWay.length }),
    table(heads('row', 'start', 'end', 'title', 'show', 'by', 'state'), rows),
  ]
}

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const clockThere = (instant: string, zone: string): string => clockAt(Date.parse(instant), zone).local.slice(11, 19)

const countsText = ({ counts }: Pick<PublishPreview, 'counts'>): string => say('daylog.publish.counts', { ...counts })

export const preview: Action = async (cli, args): Promise<ExitCode> => {
  const { logId, timeZone, ...wish } = await wishOf(cli, args)
  const { body } = await cli.api().call(publishRoutes.routes.preview, { params: { logId }, body: wish })
  show(cli, body, () =>
    [
      ...body.stoppers.map(({ at, text, todo }) => plain(`! ${clockThere(at, timeZone)}  ${text} ${todo ?? ''}`)),
      table(
        heads('time', 'change', 'title', 'before'),
        body.changes.map((one) => [
          clockThere(one.startsAt, timeZone),
          say(`daylog.publish.act.${one.act}`),
          one.title,
          one.act === 'replace' ? one.before : '',
        ]),
      ),
      ...body.notes.map(({ at, text }) => plain(`~ ${clockThere(at, timeZone)}  ${text}`)),
      ...inTheWayText(body, timeZone),
      countsText(body),
    ].join('\n'),
  )
  return body.stoppers.length > 0 ? EXIT.findings : EXIT.ok
}

export const publish: Action = async (cli, args): Promise<ExitCode> => {
  const { logId, timeZone: _zone, ...wish } = await wishOf(cli, args)
  const { body } = await cli.api().call(publishRoutes.routes.publish, { params: { logId }, body: wish })
  const { takeOver } = body.counts
  if (takeOver > 0 && !cli.isJson) cli.out(say('daylog.publish.takes', { count: takeOver, planId: body.planId }))
  if (body.runId === null) {
    show(cli, body, () => say('daylog.publish.nothing'))
    return EXIT.ok
  }
  return args.options['wait'] === false ? EXIT.ok : followRun(cli, body.runId)
}

export const list: Action = async (cli, args): Promise<ExitCode> => {
  const { logId } = await wishOf(cli, args)
  const limit = args.options['limit'] as string | undefined
  const query = limit === undefined ? {} : { limit }
  const { body } = await cli.api().call(publishRoutes.routes.list, { params: { logId }, query })
  show(cli, body, () =>
    table(
      heads('plan', 'state', 'revision', 'changes', 'made'),
      body.items.map((one) => [
        one.planId,
        say(`daylog.publication.${one.state}`),
        one.revision,
        one.addCount + one.removeCount,
        when(one.madeAt),
      ]),
    ),
  )
  return EXIT.ok
}
