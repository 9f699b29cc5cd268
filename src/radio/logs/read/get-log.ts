import type { Reader } from '../../../db/db.ts'
import { NotFoundError } from '../../../kernel/errors.ts'
import type { Log } from '../model.ts'
import { findLog, findLogOfDay } from '../store.ts'

/** @throws NotFoundError */
export async function getLog(reader: Reader, logId: number): Promise<Log> {
  const log = await findLog(reader, logId)
  if (log === undefined) throw new NotFoundError('radio/no-such-log', { params: { logId } })
  return log
}

/** @throws NotFoundError */
export async function getLogOfDay(reader: Reader, stationId: number, airDate: string): Promise<Log> {
  const log = await findLogOfDay(reader, stationId, airDate)
  if (log === undefined) throw new NotFoundError('radio/no-log-of-day', { params: { airDate } })
  return log
}
