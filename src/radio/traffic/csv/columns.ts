import { z } from 'zod'
import { type Cell, type Column, columnOf, lasting, textCell, wordCell, wrong } from '../../csv/index.ts'
import { GraceDays, LeastApart, OrderName, OrderNumber, OrderText, Plays, Priority } from '../contract.ts'
import {
  ALL_WEEKDAYS,
  type CopyFacts,
  isDay,
  MAKE_GOODS,
  NUMBER_LONGEST,
  ORDER_STATES,
  ORDER_TYPES,
  type OrderContent,
  PER,
  readCopies,
  readWeekdays,
  readWindows,
  TEXT_LONGEST,
  writeCopies,
  writeWeekdays,
  writeWindows,
} from '../model.ts'

const dayCell: Cell<string> = {
  write: (day) => day,
  read(text) {
    const day = text.trim()
    if (!isDay(day)) throw wrong('radio/csv-bad-day')
    return day
  },
}

/** A whole number within what the schema takes. */
const countCell = (schema: z.ZodType<number>, { least, most }: { least: number; most: number }): Cell<number> => ({
  write: String,
  read(text) {
    const { success, data } = schema.safeParse(/^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN)
    if (!success) throw wrong('radio/csv-bad-count', { least, most })
    return data
  },
})

/** Words in capitals, however they are written. */
const typeCell: Cell<OrderContent['typeCode']> = {
  write: (code) => code,
  read(text) {
    const code = ORDER_TYPES.find((one) => one === text.trim().toUpperCase())
    if (code === undefined) throw wrong('radio/csv-bad-word', { words: ORDER_TYPES.join(', ') })
    return code
  },
}

/** What the library says of their tracks is looked up later. */
const copiesCell: Cell<readonly CopyFacts[]> = {
  write: writeCopies,
  read: (text) => readCopies(text).map((copy) => ({ ...copy, title: '', lengthMs: 0 })),
}

const of = columnOf<OrderContent>()
export const orderColumns: readonly Column<OrderContent>[] = [
  of('number', 'number', textCell(OrderNumber, NUMBER_LONGEST)),
  lasting(of('name', 'name', textCell(OrderName, TEXT_LONGEST))),
  of('sponsor', 'sponsor', textCell(OrderText, TEXT_LONGEST)),
  of('product', 'product', textCell(OrderText, TEXT_LONGEST)),
  lasting(of('type', 'typeCode', typeCell)),
  lasting(of('first_day', 'firstDay', dayCell)),
  lasting(of('last_day', 'lastDay', dayCell)),
  lasting(of('plays', 'plays', countCell(Plays, { least: 1, most: 20_000 }))),
  lasting(of('per', 'per', wordCell(PER))),
  of('weekdays', 'weekdays', { write: writeWeekdays, read: readWeekdays }),
  of('windows', 'windows', { write: writeWindows, read: readWindows }),
  lasting(of('priority', 'priority', countCell(Priority, { least: 1, most: 10 }))),
  lasting(of('minutes_apart', 'leastApartMin', countCell(LeastApart, { least: 0, most: 1440 }))),
  lasting(of('make_goods', 'makeGoods', wordCell(MAKE_GOODS))),
  lasting(of('grace_days', 'graceDays', countCell(GraceDays, { least: 0, most: 90 }))),
  lasting(of('state', 'state', wordCell(ORDER_STATES))),
  of('copies', 'copies', copiesCell),
]

export const ORDER_COLUMN_NAMES: readonly string[] = ['id', ...orderColumns.map(({ name }) => name)]
/** Columns that the line of a new order must fill. */
export const NEEDED = ['number', 'name', 'first_day', 'last_day', 'plays'] as const

export const NEW_ORDER: OrderContent = {
  number: '',
  name: '',
  sponsor: '',
  product: '',
  typeCode: 'ADV',
  firstDay: '',
  lastDay: '',
  plays: 0,
  per: 'day',
  weekdays: ALL_WEEKDAYS,
  windows: [],
  priority: 5,
  leastApartMin: 30,
  makeGoods: 'auto',
  graceDays: 0,
  state: 'active',
  copies: [],
}

/** Whether an order says what a part of another says, as a file would. */
export const saysSame = (order: OrderContent, part: Partial<OrderContent>): boolean =>
  orderColumns.every(({ field, write }) => !(field in part) || write({ ...order, ...part }) === write(order))
