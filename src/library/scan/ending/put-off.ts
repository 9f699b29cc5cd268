import type { Reader, Tx } from '../../../db/db.ts'
import { addCounts, addNotes, findScan, listCounts } from '../store.ts'

/** Titles of the scan that wait for the provider; a run of the library asks about them. */
export async function countPutOff(reader: Reader, scanId: number): Promise<number> {
  return (await listCounts(reader, [scanId])).get(scanId)?.['enriching.waiting'] ?? 0
}

export const addPutOff = (tx: Tx, scanId: number): Promise<void> => addCounts(tx, scanId, { 'enriching.waiting': 1 })

/** Once its titles were asked about, or were put off. */
export async function notePutOff(tx: Tx, scanId: number, now: number): Promise<void> {
  const scan = await findScan(tx, scanId)
  const count = await countPutOff(tx, scanId)
  if (scan === undefined || count === 0) return
  const note = { level: 'warn' as const, code: 'library.titles-put-off', params: { count } }
  await addNotes(tx, scan, { notes: [{ ...note, folderId: null, titleId: null }], now })
  await addCounts(tx, scanId, { 'notes.warn': 1 })
}
