import { readFile, stat } from 'node:fs/promises'
import { InvalidInputError } from '../../kernel/errors.ts'
import { clockAt } from '../../kernel/time.ts'
import { say } from '../../kernel/words.ts'
import {
  type LinkView,
  TAKE_LARGEST,
  type TakeView,
  type VoiceDayView,
  voiceRoutes,
} from '../../radio/voice/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { table } from '../print.ts'

const { routes } = voiceRoutes
const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const number = (args: Args, name: string): number | undefined =>
  args.options[name] === undefined ? undefined : Number(args.options[name])
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const loud = (lufs: number | null): string => (lufs === null ? '' : `${lufs.toFixed(1)} LUFS`)

async function dayOf(cli: Cli, { positional: [stationId, airDate = ''] }: Args): Promise<VoiceDayView> {
  const { body } = await cli.api().call(routes.day, { params: { stationId, airDate } })
  if (body.logId === null) cli.note(say('cli.voice.no-log', { day: airDate }))
  if (!body.canKeep) cli.note(say('cli.voice.no-ffmpeg'))
  return body
}

const there = (instant: string, zone: string): string => clockAt(Date.parse(instant), zone).local.slice(11, 19)

const linkCells = (link: LinkView, zone: string) => [
  link.entryId,
  there(link.startsAt, zone),
  link.title,
  seconds(link.lengthMs),
  say(`voice.link.${link.state}`),
  link.takes.filter(({ removedAt }) => removedAt === null).length,
  link.before?.title ?? '',
  link.after?.title ?? '',
]

/** Ends with 4 while a link has nothing to be heard. */
export const listLinks: Action = async (cli, args) => {
  const day = await dayOf(cli, args)
  show(cli, day, () =>
    table(
      heads('entry', 'time', 'title', 'length', 'state', 'takes', 'before', 'after'),
      day.links.map((link) => linkCells(link, day.timeZone)),
    ),
  )
  return day.links.every(({ isInLog }) => isInLog) ? EXIT.ok : EXIT.attention
}

const takeCells = (take: TakeView) => [
  take.takeId,
  take.title,
  take.number,
  seconds(take.lengthMs),
  loud(take.lufs),
  take.isChosen ? say('cli.yes') : '',
  take.removedAt === null ? say(`voice.state.${take.state}`) : say('voice.state.removed'),
  take.trackId ?? '',
  [take.problem?.text, take.problem?.todo].filter(Boolean).join(' '),
]

const takeTable = (takes: readonly TakeView[]): string =>
  table(
    heads('id', 'title', 'number', 'length', 'loudness', 'chosen', 'state', 'track', 'problem'),
    takes.map(takeCells),
  )

export const listTakes: Action = async (cli, args) => {
  const day = await dayOf(cli, args)
  const entryId = number(args, 'link')
  const links = day.links.filter((link) => entryId === undefined || link.entryId === entryId)
  const all = [...links.flatMap(({ takes }) => takes), ...(entryId === undefined ? day.withoutPlace : [])]
  const items = all.filter(({ removedAt }) => removedAt === null || args.options['removed'] === true)
  show(cli, { items }, () => takeTable(items))
  return EXIT.ok
}

async function readAudio(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > TAKE_LARGEST)
      throw new InvalidInputError('cli/file-too-large', { params: { path, most: TAKE_LARGEST >> 20 } })
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause
    throw new InvalidInputError('cli/no-file', { params: { path }, cause })
  }
}

const endsOf = (args: Args) => ({
  trimInMs: number(args, 'in'),
  trimOutMs: number(args, 'end'),
  musicInMs: number(args, 'musicIn'),
})

const LONGEST_UPLOAD_MS = 15 * 60_000

export const upload: Action = async (cli, args) => {
  const [stationId, airDate = '', entryId, file = ''] = args.positional
  const request = { params: { stationId, airDate, entryId }, query: endsOf(args), body: await readAudio(file) }
  const signal = AbortSignal.any([cli.signal, AbortSignal.timeout(LONGEST_UPLOAD_MS)])
  const { body: take } = await cli.api().call(routes.add, request, { signal })
  if (args.options['choose'] !== true) {
    show(cli, take, () =>
      [say('cli.voice.kept', { number: take.number, id: take.takeId }), takeTable([take])].join('\n'),
    )
    return EXIT.ok
  }
  cli.note(say('cli.voice.kept', { number: take.number, id: take.takeId }))
  return started(cli, 'choose', { ...args, positional: [String(take.takeId)] })
}

export const trim: Action = async (cli, args) => {
  const params = { takeId: args.positional[0] }
  const { etag } = await cli.api().call(routes.get, { params })
  const { body } = await cli.api().call(routes.change, { params, body: endsOf(args) }, { ifMatch: etag })
  show(cli, body, () => takeTable([body]))
  return EXIT.ok
}

async function started(cli: Cli, what: 'choose' | 'send', args: Args): Promise<ExitCode> {
  const request = { params: { takeId: args.positional[0] }, body: {} }
  const { body } = await cli.api().call(what === 'choose' ? routes.choose : routes.send, request)
  show(cli, body, () => say('cli.run.started', { runId: body.runId }))
  return args.options['wait'] === false ? EXIT.ok : followRun(cli, body.runId)
}

export const choose: Action = (cli, args) => started(cli, 'choose', args)
export const send: Action = (cli, args) => started(cli, 'send', args)

export const remove: Action = async (cli, { positional: [takeId] }) => {
  const { body } = await cli.api().call(routes.remove, { params: { takeId } })
  show(cli, body, () => say('cli.voice.removed', { number: body.number, id: body.takeId }))
  return EXIT.ok
}

export const restore: Action = async (cli, { positional: [takeId] }) => {
  const { body } = await cli.api().call(routes.restore, { params: { takeId }, body: {} })
  show(cli, body, () => say('cli.voice.restored', { number: body.number }))
  return EXIT.ok
}

/** Shows them, and changes what was given. */
export const rules: Action = async (cli, args) => {
  const params = { stationId: args.positional[0] }
  const before = await cli.api().call(routes.rules, { params })
  const given = args.options['target']
  const body = { targetLufs: Number(given) }
  const { body: now } =
    given === undefined ? before : await cli.api().call(routes.changeRules, { params, body }, { ifMatch: before.etag })
  show(cli, now, () => say('cli.voice.target', { lufs: now.targetLufs }))
  return EXIT.ok
}
