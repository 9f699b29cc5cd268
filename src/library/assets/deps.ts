import type { Audit } from '../../access/index.ts'
import type { Attention } from '../../attention/index.ts'
import type { Db } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Roots } from '../../transfer/index.ts'
import type { PictureFiles } from './cache/picture-files.ts'
import type { ArtworkSource } from './ports.ts'

export interface AssetDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  audit: Audit
  attention: Attention
  roots: Pick<Roots, 'get' | 'requireOnline'>
  files: PictureFiles
  openArtwork(connectionId: number): Promise<ArtworkSource>
}
