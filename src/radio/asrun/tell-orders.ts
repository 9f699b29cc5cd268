import type { Tx } from '../../db/db.ts'
import { noteAired } from '../traffic/index.ts'
import type { KeptLine } from './day-store.ts'

const OF_LOG = /^log:(\d+)$/

interface JudgedLines {
  stationId: number
  airDate: string
  lines: readonly KeptLine[]
  /** Nothing more of it comes. */
  isOver: boolean
  now: number
}

/** Tells traffic what became of entries that play orders; a play that was cut short is owed as one that was missed. */
export async function tellOrders(tx: Tx, { stationId, airDate, lines, isOver, now }: JudgedLines): Promise<void> {
  const ofOrders = lines.flatMap((line) => {
    const entryId = OF_LOG.exec(line.ref ?? '')?.[1]
    return entryId === undefined || line.orderId === null ? [] : [{ ...line, entryId: Number(entryId) }]
  })
  await noteAired(tx, {
    stationId,
    airDate,
    now,
    aired: ofOrders.flatMap(({ entryId, verdict, plannedAt, offMs }) =>
      verdict === 'matched' || verdict === 'late' || verdict === 'early'
        ? [{ entryId, airedAt: (plannedAt ?? 0) + (offMs ?? 0) }]
        : [],
    ),
    missed: ofOrders.flatMap(({ entryId, verdict }) =>
      verdict === 'missed' || verdict === 'short' ? [{ entryId, code: `traffic.${verdict}` }] : [],
    ),
    isOver,
  })
}
