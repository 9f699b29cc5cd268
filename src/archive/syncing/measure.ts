import { Gauge, type Registry } from 'prom-client'
import type { Db } from '../../db/db.ts'
import { countBatches } from '../batches/store.ts'
import { countHolds, sumSyncs } from './store.ts'

/** `patchbay_sync_*`: what was brought over, what waits and for what, at which pace, and what has stopped. */
export function measureSyncs(metrics: Registry, { db }: { db: Db }): void {
  const gauge = (name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => Promise<void>): void => {
    const made: Gauge = new Gauge({
      name: `patchbay_sync_${name}`,
      help,
      labelNames,
      registers: [metrics],
      collect: () => collect(made),
    })
  }
  gauge('waiting', 'Batches on their way to another machine by what keeps them', ['reason'], async (made) => {
    made.reset()
    for (const { code, count } of await countHolds(db.read))
      made.set({ reason: code === '' ? 'none' : code.replace(/^sync\./, '') }, count)
  })
  gauge('errors', 'Batches that stopped on their way to another machine', [], async (made) => {
    made.set((await countBatches(db.read)).stopped)
  })
  gauge('delivered_files', 'Files of batches that were proven at another machine', [], async (made) => {
    made.set((await countBatches(db.read)).syncedFiles)
  })
  gauge('delivered_bytes', 'Bytes of batches that were proven at another machine', [], async (made) => {
    made.set((await countBatches(db.read)).syncedBytes)
  })
  gauge('needed_bytes', 'Bytes that other machines still need', [], async (made) => {
    made.set((await sumSyncs(db.read)).needBytes)
  })
  gauge('bytes_per_second', 'Pace of the last looks, of all batches together', [], async (made) => {
    made.set((await sumSyncs(db.read)).bytesPerSecond)
  })
}
