import { readFile } from 'node:fs/promises'
import { InvalidInputError } from '../../kernel/errors.ts'
import { clockAt } from '../../kernel/time.ts'
import { say } from '../../kernel/words.ts'
import { logRoutes } from '../../radio/logs/contract.ts'
import type { LogEditInput } from '../../radio/logs/edit/contract.ts'
import type { FindingView, GeneratedView, LogDayView, LogView } from '../../radio/logs/read/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { plain, table, when } from '../print.ts'

const { routes } = logRoutes
const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const text = (args: Args, name: string): string | undefined => args.options[name] as string | undefined
const number = (args: Args, name: string): number | undefined =>
  args.options[name] === undefined ? undefined : Number(args.options[name])
const isSet = (args: Args, name: string): boolean => args.options[name] === true
const given = <Body extends object>(body: Body): Body => JSON.parse(JSON.stringify(body)) as Body

const clockThere = (instant: string, zone: string): string => clockAt(Date.parse(instant), zone).local.slice(11, 19)

/** `3:42`, `1:02:00`. */
export function lengthText(ms: number): string {
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(Math.floor) as [
    number,
    number,
    number,
  ]
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

/** `42`, `3:42` or `1:02:00`, in ms. @throws InvalidInputError */
export function lengthOf(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined
  if (!/^\d{1,5}(:[0-5]\d){0,2}$/.test(typed))
    throw new InvalidInputError('cli/not-a-length', { params: { text: typed } })
  return typed.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000
}

const stateOf = ({ state, lock }: { state: string; lock: LogView['lock'] }): string =>
  [say(`daylog.state.${state}`), lock === null ? '' : say('daylog.held', { holder: lock.holder })].join(' ').trim()

export const list: Action = async (cli, args) => {
  const [stationId] = args.positional
  const query = { from: text(args, 'from'), days: number(args, 'days') }
  const { body } = await cli.api().call(routes.list, { params: { stationId }, query })
  show(cli, body, () =>
    table(
      heads('day', 'log', 'state', 'entries', 'planned', 'hours', 'revision', 'changed'),
      body.items.map((day) => [
        day.airDate,
        day.logId,
        stateOf(day),
        day.entries,
        lengthText(day.plannedMs),
        day.hours,
        day.revision,
        when(day.changedAt),
      ]),
    ),
  )
  return EXIT.ok
}

async function readDay(cli: Cli, args: Args): Promise<LogDayView> {
  const [stationId, airDate] = args.positional
  const query = { fresh: isSet(args, 'fresh') ? 'yes' : undefined }
  const request = { params: { stationId, airDate: airDate as string }, query: query as never }
  return (await cli.api().call(routes.day, request)).body
}

export const showDay: Action = async (cli, args) => tellDay(cli, await readDay(cli, args), text(args, 'hour'))

export const getDay: Action = async (cli, { positional: [logId] }) =>
  tellDay(cli, (await cli.api().call(routes.get, { params: { logId }, query: {} })).body)

function tellDay(cli: Cli, day: LogDayView, hourName?: string): ExitCode {
  const hour = day.hoursOfDay.find(({ name }) => name === hourName)
  if (hourName !== undefined && hour === undefined)
    throw new InvalidInputError('radio/no-such-hour', { params: { hour: hourName } })
  show(cli, day, () => {
    const isShown = ({ hourStartsAt }: { hourStartsAt: string }): boolean =>
      hour === undefined || hourStartsAt === hour.startsAt
    const at = (instant: string): string => clockThere(instant, day.timeZone)
    const entries = day.entries.filter(isShown).map((entry) => ({
      at: entry.startsAt,
      cells: [
        entry.entryId,
        at(entry.startsAt),
        lengthText(Date.parse(entry.endsAt) - Date.parse(entry.startsAt)),
        entry.typeCode ?? (entry.what === 'note' ? '' : say('daylog.unmapped')),
        entry.title,
        entry.artist,
        say(`daylog.start.${entry.startType}`),
        say(`daylog.source.${entry.isHandEdited ? 'hand' : entry.source}`),
      ],
    }))
    const gaps = day.gaps.filter(isShown).map((gap) => ({
      at: gap.startsAt,
      cells: [null, at(gap.startsAt), lengthText(gap.lengthMs), '', say('daylog.gap'), '', '', ''],
    }))
    const taken = hour === undefined ? day.outside.taken : []
    const others = taken.map((one) => ({
      at: one.startsAt,
      cells: [
        null,
        at(one.startsAt),
        lengthText(Date.parse(one.endsAt) - Date.parse(one.startsAt)),
        '',
        one.title,
        '',
        '',
        say(`daylog.taken.${one.what}`),
      ],
    }))
    const lines = [...entries, ...gaps, ...others].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    return [
      table(
        heads('entry', 'start', 'length', 'type', 'title', 'artist', 'starts', 'source'),
        lines.map(({ cells }) => cells),
      ),
      ...(day.outside.problem === null ? [] : [plain(day.outside.problem.text)]),
      summaryOf(day),
    ].join('\n')
  })
  return day.stoppers > 0 ? EXIT.findings : EXIT.ok
}

const summaryOf = ({ stoppers, findings, revision, lock }: LogDayView): string =>
  [
    say('daylog.summary', {
      revision,
      stoppers,
      warnings: findings.filter(({ severity }) => severity === 'warning').length,
    }),
    ...(lock === null ? [] : [say('daylog.held', { holder: lock.holder })]),
  ].join(' ')

export const check: Action = async (cli, args) => {
  const day = await readDay(cli, args)
  const order: Readonly<Record<FindingView['severity'], number>> = { stopper: 0, warning: 1, notice: 2 }
  const findings = day.findings.toSorted((a, b) => order[a.severity] - order[b.severity])
  show(cli, findings, () =>
    table(
      heads('severity', 'hour', 'entry', 'finding'),
      findings.map((one) => [
        say(`daylog.severity.${one.severity}`),
        day.hoursOfDay.find(({ startsAt }) => startsAt === one.hourStartsAt)?.name ?? '',
        one.entryId,
        one.text,
      ]),
    ),
  )
  return day.stoppers > 0 ? EXIT.findings : EXIT.ok
}

export const why: Action = async (cli, args) => {
  const [, , entryId] = args.positional
  const { logId } = await readDay(cli, args)
  const { body } = await cli.api().call(routes.why, { params: { logId, entryId } })
  show(cli, body, () =>
    [
      `${body.title}: ${body.chose ?? say('daylog.why.hand')}`,
      ...body.broken.map((broken) => say('daylog.why.broken', { text: broken })),
      ...body.blocked.map(({ title, text: by }) => say('daylog.why.blocked', { title, text: by })),
    ]
      .map(plain)
      .join('\n'),
  )
  return EXIT.ok
}

export const fits: Action = async (cli, args) => {
  const [, , length] = args.positional
  const { logId } = await readDay(cli, args)
  const query = {
    lengthMs: lengthOf(length),
    type: text(args, 'type'),
    text: text(args, 'text'),
    limit: number(args, 'limit'),
  }
  const { body } = await cli.api().call(routes.fits, { params: { logId }, query: query as never })
  show(cli, body, () =>
    table(
      heads('track', 'title', 'artist', 'type', 'length', 'left'),
      body.items.map((one) => [
        one.trackId,
        one.title,
        one.artist,
        one.typeCode,
        lengthText(one.lengthMs),
        one.leftMs < 0 ? `-${lengthText(-one.leftMs)}` : lengthText(one.leftMs),
      ]),
    ),
  )
  return EXIT.ok
}

export const uses: Action = async (cli, args) => {
  const [stationId, trackId] = args.positional
  const query = { trackId, limit: number(args, 'limit') }
  const { body } = await cli.api().call(routes.uses, { params: { stationId }, query })
  show(cli, body, () =>
    table(
      heads('day', 'start', 'entry', 'length'),
      body.items.map((one) => [one.airDate, when(one.startsAt), one.entryId, lengthText(one.lengthMs)]),
    ),
  )
  return EXIT.ok
}

export const make: Action = async (cli, { positional: [stationId, airDate = ''] }) =>
  tellLog(cli, (await cli.api().call(routes.make, { params: { stationId }, body: { airDate } })).body)

export const copy: Action = async (cli, { positional: [stationId, from = '', to = ''] }) =>
  tellLog(cli, (await cli.api().call(routes.copy, { params: { stationId }, body: { from, to } })).body)

function tellLog(cli: Cli, log: LogView): ExitCode {
  show(cli, log, () => say('daylog.is', { airDate: log.airDate, logId: log.logId, revision: log.revision }))
  return EXIT.ok
}

export const generate: Action = async (cli, args) => {
  const [stationId, airDate = ''] = args.positional
  const hours = text(args, 'hours')?.split(',')
  const body = given({ hours, seed: text(args, 'seed'), dryRun: isSet(args, 'dryRun') })
  const made = (await cli.api().call(routes.generate, { params: { stationId, airDate }, body })).body
  show(cli, made, () => generatedText(made))
  return made.unfilled.length + made.leftOut.length + made.unplaced.length > 0 ? EXIT.findings : EXIT.ok
}

const generatedText = ({ counts, kept, unfilled, leftOut, unplaced, isDryRun, seed }: GeneratedView): string =>
  [
    say(isDryRun ? 'daylog.would-be' : 'daylog.generated', { ...counts, kept, seed }),
    ...unfilled.map(({ startsAt, endsAt, reason }) => `${when(startsAt)} – ${when(endsAt)}  ${reason}`),
    ...leftOut.map(({ slotKey, reason }) => `${slotKey}  ${reason}`),
    ...unplaced.map(({ orderId, plays, reason }) => say('daylog.unplaced', { orderId, plays, reason })),
  ]
    .map(plain)
    .join('\n')

/** Ends with 3 where a part of it stays silent. */
export const fill: Action = async (cli, args) => {
  const [, , typed = ''] = args.positional
  const day = await readDay(cli, args)
  const gap = day.gaps.find(({ startsAt }) => clockThere(startsAt, day.timeZone) === typed.padEnd(8, ':00'))
  if (gap === undefined) throw new InvalidInputError('radio/no-such-gap')
  const { startsAt } = gap
  const shelf = { categoryId: number(args, 'category'), cartId: number(args, 'cart') }
  const isDry = isSet(args, 'dryRun')
  const body = given({ startsAt, ...shelf, seed: text(args, 'seed'), dryRun: isDry })
  const extras = isDry ? {} : { ifMatch: day.etag }
  const filled = (await cli.api().call(routes.fill, { params: { logId: day.logId }, body }, extras)).body
  show(cli, filled, () =>
    table(
      heads('start', 'length', 'type', 'title', 'artist', 'why'),
      [
        ...filled.added.map(({ chose, broken, ...one }) => ({ ...one, why: [chose, ...broken].join('; ') })),
        ...filled.unfilled.map(({ reason, ...one }) => ({
          ...one,
          typeCode: '',
          title: say('daylog.gap'),
          artist: '',
          why: reason,
        })),
      ].map((one) => [
        clockThere(one.startsAt, day.timeZone),
        lengthText(one.lengthMs),
        one.typeCode,
        one.title,
        one.artist,
        one.why,
      ]),
    ),
  )
  return filled.unfilled.length > 0 ? EXIT.findings : EXIT.ok
}

export const generateRange: Action = async (cli, args) => {
  const [stationId, from = '', to = ''] = args.positional
  const body = { from, to, onlyNew: isSet(args, 'onlyNew') }
  const started = (await cli.api().call(routes.generateRange, { params: { stationId }, body })).body
  if (args.options['wait'] === false) {
    show(cli, started, () => say('cli.run.started', { runId: started.runId }))
    return EXIT.ok
  }
  return followRun(cli, started.runId)
}

async function edit(cli: Cli, args: Args, edits: LogEditInput[]): Promise<ExitCode> {
  const { logId, etag, revision } = await readDay(cli, args)
  const request = { params: { logId }, body: { edits: edits.map(given) } }
  const { body } = await cli.api().call(routes.edit, request, { ifMatch: etag })
  show(cli, body, () => (body.revision === revision ? say('daylog.no-change') : summaryOf(body)))
  return body.stoppers > 0 ? EXIT.findings : EXIT.ok
}

const entryOf = ({ positional }: Args): number => Number(positional[2])
const placeOf = (args: Args) => ({
  before: number(args, 'before'),
  after: number(args, 'after'),
  hour: text(args, 'hour'),
})
const startOf = (args: Args) => ({
  startType: text(args, 'start') as 'hard' | 'soft' | 'relative' | undefined,
  anchorMs: lengthOf(text(args, 'anchor')),
  note: text(args, 'note'),
  title: text(args, 'title'),
  lengthMs: lengthOf(text(args, 'length')),
})

export const add: Action = (cli, args) => {
  const [, , trackId] = args.positional
  const track = trackId === undefined ? {} : { trackId: Number(trackId) }
  const what = (text(args, 'what') ?? (trackId === undefined ? 'note' : 'track')) as 'track' | 'voice' | 'note'
  return edit(cli, args, [{ do: 'add', what, ...track, ...placeOf(args), ...startOf(args) }])
}

export const change: Action = (cli, args) =>
  edit(cli, args, [{ do: 'change', entryId: entryOf(args), ...startOf(args) }])

export const move: Action = (cli, args) => edit(cli, args, [{ do: 'move', entryId: entryOf(args), ...placeOf(args) }])

export const replace: Action = (cli, args) =>
  edit(cli, args, [{ do: 'replace', entryId: entryOf(args), trackId: Number(args.positional[3]) }])

export const remove: Action = (cli, args) => edit(cli, args, [{ do: 'remove', entryId: entryOf(args) }])

export const editFile: Action = async (cli, args) => {
  const [, , path = ''] = args.positional
  return edit(cli, args, await readEdits(path))
}

async function readEdits(path: string): Promise<LogEditInput[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LogEditInput[]
  } catch (cause) {
    throw new InvalidInputError('radio/no-edits-file', { params: { path }, cause })
  }
}

export const undo: Action = async (cli, args) => {
  const { logId, etag } = await readDay(cli, args)
  const body = given({ number: number(args, 'to') })
  const done = (await cli.api().call(routes.undo, { params: { logId }, body }, { ifMatch: etag })).body
  show(cli, done, () => summaryOf(done))
  return EXIT.ok
}

export const redo: Action = async (cli, args) => {
  const { logId, etag } = await readDay(cli, args)
  const { body } = await cli.api().call(routes.redo, { params: { logId }, body: {} }, { ifMatch: etag })
  show(cli, body, () => summaryOf(body))
  return EXIT.ok
}

export const revisions: Action = async (cli, args) => {
  const { logId } = await readDay(cli, args)
  const query = { limit: number(args, 'limit') }
  const { body } = await cli.api().call(routes.revisions, { params: { logId }, query })
  show(cli, body, () =>
    table(
      heads('revision', 'at', 'by', 'what', 'entries'),
      body.items.map((one) => [one.number, when(one.at), one.actor, one.text, one.entries]),
    ),
  )
  return EXIT.ok
}

export const lock: Action = async (cli, args) => {
  const { logId } = await readDay(cli, args)
  const body = { takeOver: isSet(args, 'takeOver'), note: text(args, 'note') ?? '' }
  return tellLock(cli, (await cli.api().call(routes.lock, { params: { logId }, body })).body)
}

export const unlock: Action = async (cli, args) => {
  const { logId } = await readDay(cli, args)
  return tellLock(cli, (await cli.api().call(routes.unlock, { params: { logId } })).body)
}

function tellLock(cli: Cli, log: LogView): ExitCode {
  const { lock: held, airDate } = log
  show(cli, log, () =>
    held === null
      ? say('daylog.free', { airDate })
      : say('daylog.held-until', { airDate, holder: held.holder, until: when(held.until) }),
  )
  return EXIT.ok
}
