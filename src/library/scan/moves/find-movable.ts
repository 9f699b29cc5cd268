import { lstat } from 'node:fs/promises'
import type { Reader } from '../../../db/db.ts'
import { errnoOf } from '../../../media/file-identity.ts'
import type { Library } from '../../libraries/index.ts'
import type { PlaceReading } from '../reading/model.ts'
import type { Scan } from '../store.ts'
import type { Movable } from '../writing/batch.ts'
import { hasUnseenFolders, listLost, listLostSeries } from './store.ts'

/** More than that are looked for on the disk only when they fit one of the new files. */
const LOOKED_AT_MOST = 500

/**
 * Titles that may have moved into the folders that were read: what they were made of is really gone from where it was.
 */
export async function findMovable(
  reader: Reader,
  {
    scan,
    library,
    rootPath,
    readings,
  }: { scan: Scan; library: Library; rootPath: string; readings: readonly PlaceReading[] },
): Promise<Movable[]> {
  const where = { libraryId: library.libraryId, scanId: scan.scanId }
  if (!(await hasUnseenFolders(reader, where))) return []
  const lost = library.kind === 'series' ? await listLostSeries(reader, where) : await listLost(reader, where)
  const files = readings.flatMap((reading) => reading.files)
  const sizes = new Set(files.map(({ size }) => size))
  const ids = new Set(
    readings.flatMap(({ titles }) =>
      titles.flatMap(({ nfos, namedIds }) => [
        ...Object.values(namedIds),
        ...nfos.flatMap((nfo) => Object.values(nfo.ids)),
      ]),
    ),
  )
  const fitting = lost
    .filter(({ size }) => size < 0 || sizes.has(size) || ids.size > 0)
    .slice(0, scan.mode === 'folder' ? LOOKED_AT_MOST : lost.length)
  const gone: Movable[] = []
  for (const one of fitting) if (await isGone(`${rootPath}/${one.relPath}`)) gone.push(one)
  return gone
}

/** Only a clear answer counts. */
async function isGone(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return false
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errnoOf(error))
  }
}
