import { join } from 'node:path'
import type { BoundRoute } from '../../kernel/routes.ts'
import { turnsOf } from '../../kernel/turns.ts'
import { openPictureFiles } from '../assets/index.ts'
import type { PublishDeps } from './deps.ts'
import { PrunePublications, PublishTitle } from './jobs.ts'
import { pruneOldPublications } from './prune-publications.ts'
import { publishTitle } from './publish-title.ts'
import { publishRoutesOf } from './routes.ts'

export interface PublishSetup extends Omit<PublishDeps, 'snapshots' | 'turns'> {
  /** Of the data folder; former contents lie in `library-former/` of it. */
  cacheFolder: string
  timeZone: string
}

export function setUpPublish({ cacheFolder, timeZone, ...given }: PublishSetup): { routes: BoundRoute[] } {
  const { jobs, db, clock } = given
  const snapshotFolder = join(cacheFolder, 'library-former')
  const deps: PublishDeps = { ...given, snapshots: openPictureFiles(snapshotFolder), turns: turnsOf() }
  jobs.handle(PublishTitle, publishTitle(deps))
  jobs.handle(PrunePublications, pruneOldPublications({ db, clock, snapshotFolder }))
  jobs.schedule({
    name: 'library.prune-publications',
    contract: PrunePublications,
    payload: {},
    cron: '20 4 * * *',
    timeZone,
  })
  return { routes: publishRoutesOf(deps) }
}
