import type { Tx } from '../../db/db.ts'
import type { ArchiveCore } from '../core.ts'

export interface SyncDeps extends ArchiveCore {
  /** What had to wait for the batch goes on. */
  goOn: (tx: Tx) => Promise<void>
}
