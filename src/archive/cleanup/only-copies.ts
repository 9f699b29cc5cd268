import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import type { Roots } from '../../transfer/index.ts'
import type { ArchiveFolders } from '../folders.ts'
import type { UnderWayDeps } from '../intake/moves-under-way.ts'
import { noteMissing } from '../intake/note-missing.ts'
import { keepStanding } from '../intake/standing-originals.ts'
import { changeItems } from '../items/edit-store.ts'
import { listOnlyCopies } from '../items/copy-store.ts'
import { findItems, findTakenPaths, listItemsInState } from '../items/store.ts'
import { DEFAULT_ARCHIVE, type Item } from '../model.ts'

export interface OnlyCopiesDeps extends UnderWayDeps {
  db: Db
  roots: Roots
  attention: Attention
  folders: ArchiveFolders
}

const CARD = 'archive.only-copies'

/**
 * Holds the copies that were put aside, and their originals, against the disk: of a file that a person deleted from the
 * archive the copy may be the only one left. What is back where it was filed is an original again.
 */
export async function noteOnlyCopies(deps: OnlyCopiesDeps, archiveId: number, job: JobContext): Promise<void> {
  const { archive, batches, duplicates } = deps.folders.current()
  const copies = await listItemsInState(deps.db.read, archiveId, ['aside'])
  const ids = new Set(copies.flatMap(({ duplicateOf }) => (duplicateOf === null ? [] : [duplicateOf])))
  const originals = (await findItems(deps.db.read, [...ids])).filter(({ rootId }) =>
    [archive.id, batches.id].includes(rootId),
  )
  await noteMissing(deps, (await standingOf(deps, originals)).missing, job)
  const gone = originals.filter(({ rootId, state }) => rootId === archive.id && state === 'gone')
  if (gone.length > 0) await noteReturned(deps, gone, job)
  const only = await listOnlyCopies(deps.db.read, archiveId)
  const here = only.filter(({ rootId }) => rootId === duplicates.id)
  await noteMissing(deps, (await standingOf(deps, here)).missing, job)
  await job.commit((tx) => tellOnlyCopies(deps, tx))
}

const standingOf = ({ roots, folders }: OnlyCopiesDeps, items: readonly Item[]) =>
  keepStanding(new Map(items.map((item) => [String(item.itemId), item])), { roots, pathOf: folders.pathOf })

async function noteReturned(deps: OnlyCopiesDeps, gone: readonly Item[], job: JobContext): Promise<void> {
  const { archive } = deps.folders.current()
  if ((await deps.roots.check(archive.id)).kind !== 'online') return
  const asFiled = gone.map((item) => ({ ...item, state: 'filed' as const }))
  const back = [...(await standingOf(deps, asFiled)).originals.values()]
  await job.commit(async (tx) => {
    // Another file may have been filed under its name since.
    const place = { rootId: archive.id, relPaths: back.map(({ relPath }) => relPath), column: 'current' as const }
    const taken = new Set(await findTakenPaths(tx, place, ['filed']))
    const itemIds = back.filter(({ relPath }) => !taken.has(relPath)).map(({ itemId }) => itemId)
    await changeItems(tx, { itemIds }, { state: 'filed' })
  })
}

/** One card for all of them, which goes when none is left. */
export async function tellOnlyCopies({ attention }: Pick<OnlyCopiesDeps, 'attention'>, tx: Tx): Promise<void> {
  const only = await listOnlyCopies(tx, DEFAULT_ARCHIVE)
  const cause = `${CARD}:${DEFAULT_ARCHIVE}`
  const [first] = only
  if (first === undefined) return attention.resolve(tx, cause)
  await attention.raise(tx, {
    cause,
    code: CARD,
    params: { count: only.length, first: first.relPath },
    severity: 'warn',
    subject: `archive:${DEFAULT_ARCHIVE}`,
    actions: [
      { code: 'put-back-copies', call: { operationId: 'archive.putBackCopies', body: {} } },
      { code: 'open-duplicates', open: '/archive/duplicates' },
    ],
  })
}
