import type { Audit } from '../../access/index.ts'
import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Turns } from '../../kernel/turns.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Roots, Transfer } from '../../transfer/index.ts'
import type { PictureFiles } from '../assets/index.ts'
import type { PublishableTitle } from './model.ts'

export interface PublishDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  audit: Audit
  attention: Attention
  roots: Pick<Roots, 'get' | 'requireOnline'>
  transfer: Pick<Transfer, 'prepareTrash' | 'run' | 'undo'>
  /** The artwork cache. */
  pictures: Pick<PictureFiles, 'read'>
  /** Former contents of what was replaced, for taking it back. */
  snapshots: PictureFiles
  /** Of folders, by `turnKey`: publishing and undoing. */
  turns: Turns<string>
  /** In the transaction that says that something was written. */
  onPublished?(tx: Tx, title: PublishableTitle, by: { actor: string; runId: number }): Promise<void>
}
