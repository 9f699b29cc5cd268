import type { Attention } from '../../../attention/index.ts'
import type { Db, Tx } from '../../../db/db.ts'
import { inChunks } from '../../../db/in-chunks.ts'
import type { JobContext, PayloadOf } from '../../../jobs/index.ts'
import type { Roots } from '../../../transfer/index.ts'
import { getLibrary, type Library } from '../../libraries/index.ts'
import { countNotes } from '../discovery/discover-folders.ts'
import type { SettleScan } from '../jobs.ts'
import type { Note } from '../model.ts'
import { endPhase } from '../phases.ts'
import { addCounts, addNotes, findScan, type Scan } from '../store.ts'
import { findBlind } from './blind-spots.ts'
import { believeGone } from './believe-gone.ts'
import type { RemoveDeps } from './clean-up.ts'
import { countPresentFiles, countPresentTitles, listTitleIdsIn, listUnseen, markMissing, type Unseen } from './store.ts'

export interface SettleDeps extends RemoveDeps {
  db: Db
  roots: Roots
  attention: Attention
}

const ROWS_AT_ONCE = 500

export const guardCause = (libraryId: number): string => `library.many-missing:${libraryId}`

/**
 * Marks what was not seen as missing, when the root is well and not too much is gone at once: then a person is asked, and
 * nothing is marked until the answer.
 */
export function settleScan(deps: SettleDeps) {
  return async ({ scanId }: PayloadOf<typeof SettleScan>, job: JobContext) => {
    const scan = await findScan(deps.db.read, scanId)
    if (scan === undefined || scan.phase === 'ended') return job.cancel({ code: 'library/scan-ended' })
    const library = await getLibrary(deps.db.read, scan.libraryId)
    await deps.roots.requireOnline(library.rootId)
    const gone = await findGone(deps.db, { scan, library })
    const asked = await mustAsk(deps.db, { scan, library, gone })
    const marked = asked === undefined ? gone : []
    // Counted before they are marked: a second attempt finds none that are left.
    const titles = (
      await listTitleIdsIn(
        deps.db.read,
        marked.map(({ folderId }) => folderId),
      )
    ).length
    const now = job.clock.now()
    await job.commit((tx) => addCounts(tx, scanId, { 'titles.missing': titles }))
    await inChunks(marked, ROWS_AT_ONCE, (chunk) =>
      job.commit((tx) =>
        markMissing(
          tx,
          chunk.map(({ folderId }) => folderId),
          now,
        ),
      ),
    )
    job.finishWith(async (tx) => {
      const notes: Note[] = asked === undefined ? [] : [{ level: 'bad', code: 'library.many-missing', params: asked }]
      await addNotes(tx, scan, { notes: notes.map((note) => ({ ...note, folderId: null, titleId: null })), now })
      await addCounts(tx, scanId, countNotes(notes))
      await tellGuard(deps.attention, tx, { library, scan, asked })
      if (asked === undefined) await believeGone(tx, deps, { scan, job })
      await deps.roots.expectFiles(tx, library.rootId, await countPresentFiles(tx, library.libraryId))
      await endPhase(tx, scanId, { phase: 'reading', now: job.clock.now() })
    })
    return { missing: titles }
  }
}

interface Target {
  scan: Scan
  library: Library
}

/** What could not be looked into may still be there. */
async function findGone({ read }: Db, { scan, library }: Target): Promise<Unseen[]> {
  const { folder } = scan.options
  const unseen = await listUnseen(read, { libraryId: library.libraryId, scanId: scan.scanId, folder })
  const isBlind = await findBlind(read, scan.scanId)
  return unseen.filter(({ relPath }) => !isBlind(relPath))
}

interface Asked {
  [key: string]: string | number
  name: string
  count: number
  total: number
  share: number
}

/** @returns what the question tells; undefined when there is none */
async function mustAsk(
  { read }: Db,
  { scan, library, gone }: Target & { gone: readonly Unseen[] },
): Promise<Asked | undefined> {
  const count = (
    await listTitleIdsIn(
      read,
      gone.map(({ folderId }) => folderId),
    )
  ).length
  const total = await countPresentTitles(read, library.libraryId)
  const { guard } = library.settings
  const share = total === 0 ? 0 : Math.round((count * 100) / total)
  const isMuch = count > guard.titles && count * 100 > total * guard.share
  return isMuch && count > scan.options.acceptMissing ? { name: library.name, count, total, share } : undefined
}

async function tellGuard(
  attention: Attention,
  tx: Tx,
  { library, scan, asked }: Target & { asked: Asked | undefined },
): Promise<void> {
  const { libraryId } = library
  // A scan of one folder knows nothing of the others.
  if (asked === undefined) return scan.mode === 'folder' ? undefined : attention.resolve(tx, guardCause(libraryId))
  await attention.raise(tx, {
    cause: guardCause(libraryId),
    code: 'library.many-missing',
    params: asked,
    severity: 'bad',
    subject: `library:${libraryId}`,
    actions: [
      { code: 'scan-again', call: { operationId: 'library.scans.start', params: { libraryId }, body: {} } },
      {
        code: 'accept-missing',
        call: { operationId: 'library.scans.start', params: { libraryId }, body: { acceptMissing: asked.count } },
      },
    ],
  })
}
