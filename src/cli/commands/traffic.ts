import {
  orderRoutes,
  type OrderView,
  readCopies,
  readWeekdays,
  readWindows,
  spotRoutes,
  type MissView,
  writeCopies,
  writeWeekdays,
  writeWindows,
} from '../../radio/traffic/contract.ts'
import { orderCsvRoutes } from '../../radio/traffic/csv/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { list, table, when } from '../print.ts'
import { writeExport } from '../write-file.ts'
import { goOn, readCsvFile } from './programme-files.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const text = (args: Args, name: string): string | undefined => args.options[name] as string | undefined

/** Only what was given. */
const given = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields

const orderTable = (orders: readonly OrderView[]): string =>
  table(
    heads('id', 'number', 'name', 'flight', 'state', 'played', 'owed', 'notes'),
    orders.map((one) => [
      one.orderId,
      one.number,
      one.name,
      `${one.firstDay}..${one.lastDay}`,
      one.state,
      `${one.fulfilment.aired}/${one.fulfilment.ordered}`,
      one.fulfilment.owed,
      one.notes.map((note) => note.text).join('; '),
    ]),
  )

function tellOrder(cli: Cli, one: OrderView): ExitCode {
  show(cli, one, () =>
    [
      orderTable([one]),
      '',
      list([
        [say('cli.head.sponsor'), one.sponsor],
        [say('cli.head.product'), one.product],
        [say('cli.head.weekdays'), writeWeekdays(one.weekdays)],
        [say('cli.head.windows'), writeWindows(one.windows)],
        [say('cli.head.copies'), writeCopies(one.copies)],
      ]),
    ].join('\n'),
  )
  return EXIT.ok
}

export const listOrders: Action = async (cli, args) => {
  const which = args.options['removed'] === true ? 'removed' : args.options['over'] === true ? 'over' : 'open'
  const query = given({ which, text: text(args, 'text'), limit: args.options['limit'] }) as never
  const request = { params: { stationId: args.positional[0] }, query }
  const { body } = await cli.api().call(orderRoutes.routes.list, request)
  show(cli, body, () => orderTable(body.items))
  return EXIT.ok
}

export const showOrder: Action = async (cli, { positional: [orderId] }) =>
  tellOrder(cli, (await cli.api().call(orderRoutes.routes.get, { params: { orderId } })).body)

function partsOf(args: Args) {
  const { plays, priority, apart, grace } = args.options
  const read = <Value>(name: string, parse: (given: string) => Value): Value | undefined => {
    const value = text(args, name)
    return value === undefined ? undefined : parse(value)
  }
  return given({
    sponsor: text(args, 'sponsor'),
    product: text(args, 'product'),
    typeCode: text(args, 'type'),
    per: text(args, 'per'),
    weekdays: read('weekdays', readWeekdays),
    windows: read('windows', readWindows),
    copies: read('copies', readCopies),
    makeGoods: text(args, 'makeGoods'),
    state: text(args, 'status'),
    plays,
    priority,
    leastApartMin: apart,
    graceDays: grace,
  })
}

export const addOrder: Action = async (cli, args) => {
  const [stationId, number, name, firstDay, lastDay] = args.positional
  const parts = partsOf(args)
  const body = { ...parts, plays: parts.plays ?? 1, number, name, firstDay, lastDay } as never
  return tellOrder(cli, (await cli.api().call(orderRoutes.routes.add, { params: { stationId }, body })).body)
}

export const changeOrder: Action = async (cli, args) => {
  const params = { orderId: args.positional[0] }
  const { body: before } = await cli.api().call(orderRoutes.routes.get, { params })
  const own = {
    number: text(args, 'number'),
    name: text(args, 'name'),
    firstDay: text(args, 'from'),
    lastDay: text(args, 'to'),
  }
  const body = { ...given(own), ...partsOf(args) } as never
  const extras = { ifMatch: before.etag }
  return tellOrder(cli, (await cli.api().call(orderRoutes.routes.change, { params, body }, extras)).body)
}

export const removeOrder: Action = async (cli, { positional: [orderId] }) =>
  tellOrder(cli, (await cli.api().call(orderRoutes.routes.remove, { params: { orderId } })).body)

export const restoreOrder: Action = async (cli, { positional: [orderId] }) =>
  tellOrder(cli, (await cli.api().call(orderRoutes.routes.restore, { params: { orderId }, body: {} })).body)

export const listOrderDays: Action = async (cli, { positional: [orderId] }) => {
  const { body } = await cli.api().call(orderRoutes.routes.days, { params: { orderId } })
  show(cli, body, () =>
    table(
      heads('day', 'wanted', 'planned', 'played', 'missed', 'make-goods'),
      body.items.map((one) => [one.airDate, one.wanted, one.planned, one.aired, one.missed, one.makeGoods]),
    ),
  )
  return EXIT.ok
}

export const listSpots: Action = async (cli, args) => {
  const { order: orderId, state, from, to, limit } = args.options
  const query = given({ orderId, state, from, to, limit }) as never
  const { body } = await cli.api().call(spotRoutes.routes.list, { params: { stationId: args.positional[0] }, query })
  show(cli, body, () =>
    table(
      heads('id', 'day', 'number', 'name', 'state', 'start', 'track', 'makes-good'),
      body.items.map((one) => [
        one.spotId,
        one.airDate,
        one.number,
        one.name,
        one.state,
        when(one.airedAt ?? one.startsAt),
        one.trackId,
        one.makesGood?.airDate,
      ]),
    ),
  )
  return EXIT.ok
}

/** Ends with attention where an order can't have what it wants. */
export const listWanted: Action = async (cli, { positional: [stationId, airDate = ''] }) => {
  const request = { params: { stationId }, query: { airDate } }
  const { body } = await cli.api().call(spotRoutes.routes.wanted, request)
  for (const { said } of body.unplannable) cli.note(said.text)
  show(cli, body, () =>
    table(
      heads('order', 'title', 'track', 'plays', 'priority', 'makes-good'),
      body.items.map((one) => [one.orderId, one.title, one.trackId, one.plays, one.priority, one.makesGoodSpotId]),
    ),
  )
  return body.unplannable.length > 0 ? EXIT.attention : EXIT.ok
}

const missTable = (misses: readonly MissView[]): string =>
  table(
    heads('id', 'day', 'number', 'name', 'state', 'until', 'made-good-on', 'reason'),
    misses.map((one) => [
      one.spotId,
      one.airDate,
      one.number,
      one.name,
      say(`cli.miss.${one.state}`),
      one.until,
      one.makeGood?.airDate,
      one.reason === '' ? one.missed.text : one.reason,
    ]),
  )

export const listMisses: Action = async (cli, args) => {
  const { order: orderId, limit } = args.options
  const request = { params: { stationId: args.positional[0] }, query: given({ orderId, limit }) as never }
  const { body } = await cli.api().call(spotRoutes.routes.misses, request)
  show(cli, body, () => missTable(body.items))
  return EXIT.ok
}

function tellMiss(cli: Cli, one: MissView): ExitCode {
  show(cli, one, () => missTable([one]))
  return EXIT.ok
}

export const approveMiss: Action = async (cli, { positional: [spotId, reason = ''] }) =>
  tellMiss(cli, (await cli.api().call(spotRoutes.routes.approve, { params: { spotId }, body: { reason } })).body)

export const waiveMiss: Action = async (cli, { positional: [spotId, reason = ''] }) =>
  tellMiss(cli, (await cli.api().call(spotRoutes.routes.waive, { params: { spotId }, body: { reason } })).body)

export const reopenMiss: Action = async (cli, { positional: [spotId] }) =>
  tellMiss(cli, (await cli.api().call(spotRoutes.routes.reopen, { params: { spotId }, body: {} })).body)

export const exportOrders: Action = async (cli, { positional: [stationId], options }) =>
  writeExport(
    cli,
    await cli.api().open(orderCsvRoutes.routes.export, { params: { stationId } }, { signal: cli.signal }),
    options,
  )

/** Changes nothing without `--apply`; what is wrong is told with its line, and ends with 3. */
export const importOrders: Action = async (cli, { positional: [stationId, file = ''], options }) => {
  const request = { params: { stationId }, body: await readCsvFile(file) }
  return goOn(cli, (await cli.api().call(orderCsvRoutes.routes.draftImport, request)).body, options)
}
