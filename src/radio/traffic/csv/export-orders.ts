import type { Reader } from '../../../db/db.ts'
import type { RawBody } from '../../../kernel/routes.ts'
import { csvFile, type Rows } from '../../csv/index.ts'
import type { Station } from '../../stations/index.ts'
import { listOrders } from '../store.ts'
import { ORDER_COLUMN_NAMES, orderColumns } from './columns.ts'

/** All orders of a station that stand, by id. */
export const exportOrders = (reader: Reader, station: Station, now: number): RawBody =>
  csvFile(station, { what: 'orders', heading: ORDER_COLUMN_NAMES, rows: rowsOf(reader, station), now })

async function* rowsOf(reader: Reader, { stationId }: Station): Rows {
  const orders = await listOrders(reader, stationId)
  yield orders.map((order) => [String(order.orderId), ...orderColumns.map(({ write }) => write(order))])
}
