import { readFile } from 'node:fs/promises'
import { InvalidInputError } from '../../kernel/errors.ts'
import type { RouteSpec } from '../../kernel/contract.ts'
import { say } from '../../kernel/words.ts'
import { clockRoutes } from '../../radio/music/clocks/contract.ts'
import { clockFileRoutes, type PreviewView } from '../../radio/music/grid/contract.ts'
import { cartRoutes, categoryRoutes, daypartRoutes } from '../../radio/music/pools/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { table } from '../print.ts'
import { writeNewFile } from '../write-file.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

/** What all kinds tell of themselves. */
interface View {
  name: string
  usedBy: string[]
  etag: string
}

interface Routes {
  list: RouteSpec
  get: RouteSpec
  add: RouteSpec
  change: RouteSpec
  copy: RouteSpec
  remove: RouteSpec
}

export interface ThingActions {
  list: Action
  show: Action
  add: Action
  change: Action
  copy: Action
  remove: Action
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new InvalidInputError('cli/no-file', { params: { path }, cause })
  }
}

/** Its parts as the API has them, from a file of JSON. */
async function factsOf({ options }: Args): Promise<object> {
  const path = options['facts'] as string | undefined
  const name = options['name'] as string | undefined
  const facts = path === undefined ? {} : ((await readJson(path)) as object)
  return { ...facts, ...(name === undefined ? {} : { name }) }
}

function actionsOf(
  routes: Routes,
  { id, summary }: { id: string; summary: (view: never) => string | number },
): ThingActions {
  const call = async (
    cli: Cli,
    route: RouteSpec,
    { ifMatch, ...request }: { ifMatch?: string; params: object; body?: object },
  ) => (await cli.api().call(route, request, ifMatch === undefined ? {} : { ifMatch })).body as unknown
  const tell = (cli: Cli, body: unknown, views: View[]): ExitCode => {
    const rows = views.map((one) => [
      (one as unknown as Record<string, number>)[id],
      one.name,
      summary(one as never),
      one.usedBy.join(', '),
    ])
    show(cli, body, () => table(heads('id', 'name', 'content', 'used-by'), rows))
    return EXIT.ok
  }
  const one = async (cli: Cli, body: Promise<unknown>): Promise<ExitCode> => {
    const view = await body
    return tell(cli, view, [view as View])
  }
  return {
    async list(cli, { positional: [stationId] }) {
      const body = await call(cli, routes.list, { params: { stationId } })
      return tell(cli, body, (body as { items: View[] }).items)
    },
    async show(cli, { positional: [thing] }) {
      const body = await call(cli, routes.get, { params: { id: thing } })
      show(cli, body, () => JSON.stringify(body, null, 2))
      return EXIT.ok
    },
    async add(cli, args) {
      const [stationId, name] = args.positional
      return one(cli, call(cli, routes.add, { params: { stationId }, body: { ...(await factsOf(args)), name } }))
    },
    async change(cli, args) {
      const params = { id: args.positional[0] }
      const before = (await call(cli, routes.get, { params })) as View
      return one(cli, call(cli, routes.change, { params, body: await factsOf(args), ifMatch: before.etag }))
    },
    copy: (cli, { positional: [thing, name] }) =>
      one(cli, call(cli, routes.copy, { params: { id: thing }, body: { name } })),
    async remove(cli, { positional: [thing] }) {
      const body = await call(cli, routes.remove, { params: { id: thing } })
      show(cli, body, () => say('cli.music.removed', { id: String(thing) }))
      return EXIT.ok
    },
  }
}

export const clocks = actionsOf(
  {
    list: clockRoutes.routes.list,
    get: clockRoutes.routes.get,
    add: clockRoutes.routes.add,
    change: clockRoutes.routes.change,
    copy: clockRoutes.routes.copy,
    remove: clockRoutes.routes.remove,
  },
  { id: 'clockId', summary: ({ slots }: { slots: unknown[] }) => slots.length },
)

export const categories = actionsOf(
  {
    list: categoryRoutes.routes.list,
    get: categoryRoutes.routes.get,
    add: categoryRoutes.routes.add,
    change: categoryRoutes.routes.change,
    copy: categoryRoutes.routes.copy,
    remove: categoryRoutes.routes.remove,
  },
  { id: 'categoryId', summary: ({ matches }: { matches: number | null }) => matches ?? '–' },
)

export const carts = actionsOf(
  {
    list: cartRoutes.routes.list,
    get: cartRoutes.routes.get,
    add: cartRoutes.routes.add,
    change: cartRoutes.routes.change,
    copy: cartRoutes.routes.copy,
    remove: cartRoutes.routes.remove,
  },
  { id: 'cartId', summary: ({ members }: { members: unknown[] }) => members.length },
)

export const dayparts = actionsOf(
  {
    list: daypartRoutes.routes.list,
    get: daypartRoutes.routes.get,
    add: daypartRoutes.routes.add,
    change: daypartRoutes.routes.change,
    copy: daypartRoutes.routes.copy,
    remove: daypartRoutes.routes.remove,
  },
  {
    id: 'daypartId',
    summary: ({ weekDays, from, to }: { weekDays: number[]; from: string; to: string }) =>
      `${weekDays.join('')} ${from}–${to}`,
  },
)

export const exportClocks: Action = async (cli, { positional: [stationId], options }) => {
  const { body } = await cli.api().call(clockFileRoutes.routes.export, { params: { stationId } })
  const path = options['out'] as string | undefined
  const text = JSON.stringify(body, null, 2)
  if (path === undefined) {
    cli.out(text)
    return EXIT.ok
  }
  await writeNewFile(path, `${text}\n`)
  show(cli, { path }, () => say('cli.programme.exported', { path }))
  return EXIT.ok
}

/** A dry run ends with 3 where a clock of the file can't be added. */
export const importClocks: Action = async (cli, { positional: [stationId, file = ''], options }) => {
  const query = { dryRun: options['dryRun'] === true ? ('yes' as const) : ('no' as const) }
  const request = { params: { stationId }, query, body: (await readJson(file)) as never }
  const { body } = await cli.api().call(clockFileRoutes.routes.import, request)
  show(cli, body, () =>
    table(heads('id', 'name', 'content', 'finding'), [
      ...body.added.map(({ clockId, name, slots }) => [clockId, name, slots, '']),
      ...body.refused.map(({ name, problem }) => [null, name, '', problem.text]),
    ]),
  )
  return body.refused.length > 0 ? EXIT.findings : EXIT.ok
}

/** Ends with 3 where time stays empty, or a slot finds no place. */
export const previewClock: Action = async (cli, { positional: [stationId, airDate = '', hour = ''], options }) => {
  const clockId = options['clock'] === undefined ? {} : { clockId: Number(options['clock']) }
  const request = { params: { stationId }, body: { airDate, hour, ...clockId } }
  const { body } = await cli.api().call(clockFileRoutes.routes.preview, request)
  show(cli, body, () => previewTable(body))
  return body.unfilled.length + body.leftOut.length > 0 ? EXIT.findings : EXIT.ok
}

function previewTable({ startsAt, items, unfilled, leftOut }: PreviewView): string {
  const offset = (at: string): string => new Date(Date.parse(at) - Date.parse(startsAt)).toISOString().slice(14, 19)
  const why = (one: PreviewView['items'][number]): string =>
    [one.why.chose, ...one.why.broken].map(({ text }) => text).join('; ')
  const rows = [
    ...items.map((one) => [one.startsAt, one.typeCode ?? one.what, one.title, one.artist, why(one)] as const),
    ...unfilled.map((one) => [one.startsAt, '', say('cli.music.gap'), '', one.reason.text] as const),
  ].toSorted(([a], [b]) => Date.parse(a) - Date.parse(b))
  const shown = rows.map(([at, ...others]) => [offset(at), ...others])
  const left = leftOut.map(({ slotKey, reason }) => ['', '', slotKey, '', reason.text])
  return table(heads('at', 'type', 'title', 'artist', 'why'), [...shown, ...left])
}
