import type { Db } from '../../../../db/db.ts'
import type { Inbox, InboxFile } from '../../model.ts'
import { type EpisodeFile, judgeFiles } from './judge-files.ts'
import type { Programme } from './match-file.ts'
import type { EpisodeMode, Hydration } from '../model.ts'
import { parsePattern } from './pattern.ts'
import { listOpenHydrations } from '../store.ts'

export const episodeModeOf = ({ mode }: Inbox): EpisodeMode => (mode === 'live' ? 'live' : 'episodes')

/** Every file of an inbox with its episode, as the CMS has them and as people chose. */
export async function judgeInbox(
  db: Db,
  inbox: Inbox,
  { files, programme }: { files: readonly InboxFile[]; programme: Programme },
): Promise<EpisodeFile[]> {
  const open = await listOpenHydrations(db.read, inbox.inboxId)
  return judgeFiles(files, {
    programme,
    mode: episodeModeOf(inbox),
    rulesChangedAt: inbox.changedAt,
    pattern: inbox.pattern === null ? undefined : parsePattern(inbox.pattern),
    hydrations: newestByPath(files, open),
  })
}

/** A file that was replaced has a row of its former self, too. */
function newestByPath(files: readonly InboxFile[], open: readonly Hydration[]): Map<string, Hydration> {
  const here = new Map(files.map(({ relPath, identity }) => [relPath, identity]))
  return new Map(open.flatMap((one) => (here.get(one.relPath) === one.identity ? [[one.relPath, one] as const] : [])))
}
