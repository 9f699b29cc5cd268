import type { Tx } from '../../db/db.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { Station } from '../stations/index.ts'
import { deleteTemplates } from './exchange/store.ts'
import { countLogs } from './store.ts'

/** Its logs stand in the way of removing a station; how it reads files of others goes. @throws ConflictError */
export async function letStationGo(tx: Tx, { stationId, name }: Station): Promise<void> {
  const count = await countLogs(tx, stationId)
  if (count > 0) throw new ConflictError('radio/station-has-logs', { params: { name, count } })
  await deleteTemplates(tx, stationId)
}
