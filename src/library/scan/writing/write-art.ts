import { seatKey, type Shelf } from './shelf.ts'
import { forgetCached, listLocalArt, type LocalArt, removeCandidates, saveLocalArt } from './store.ts'

/** Pictures beside the media as candidates of their titles; those that are gone, and that nobody chose, go. @returns how many there are */
export async function writeArt(shelf: Shelf): Promise<number> {
  const { tx, batch } = shelf
  const art = artOf(shelf)
  if (!batch.scan.options.steps.artwork) return 0
  const titleIds = [...new Set([...shelf.seated.values()].map(({ id }) => id))]
  const old = titleIds.filter((id) => !shelf.added.has(id))
  const known = await listLocalArt(tx, old)
  const now = new Map(art.map((one) => [`${one.titleId}\n${one.kind}\n${one.relPath}`, one]))
  const before = new Map(known.map((one) => [`${one.title_id}\n${one.kind}\n${one.ref}`, one]))
  const read = new Set([
    ...shelf.files.keys(),
    ...batch.readings.flatMap(({ files }) => files.map(({ relPath }) => relPath)),
  ])
  const dead = known.filter(
    (one) =>
      !now.has(`${one.title_id}\n${one.kind}\n${one.ref}`) && isDead(shelf, read, one.ref) && one.state !== 'chosen',
  )
  await removeCandidates(
    tx,
    dead.map(({ id }) => id),
  )
  const fresh = [...now].filter(([key, one]) => {
    const row = before.get(key)
    return row === undefined || row.width !== one.width || row.height !== one.height || row.language !== one.language
  })
  await saveLocalArt(
    tx,
    fresh.map(([, one]) => one),
    batch.now,
  )
  await forgetCached(tx, changedBytes(shelf, known), batch.now)
  return art.length
}

function artOf(shelf: Shelf): LocalArt[] {
  const { libraryId } = shelf.batch.library
  return shelf.batch.readings.flatMap((reading) =>
    reading.titles.flatMap((title) => {
      const row = shelf.seated.get(seatKey(reading, title.key))
      return row === undefined ? [] : title.art.map((one) => ({ ...one, libraryId, titleId: row.id }))
    }),
  )
}

/** In a folder that was read, or one that the title has left. */
const isDead = (shelf: Shelf, read: ReadonlySet<string>, ref: string): boolean =>
  read.has(ref) || shelf.batch.movable.some(({ relPath }) => folderOf(relPath) === folderOf(ref))

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

function changedBytes(shelf: Shelf, known: Awaited<ReturnType<typeof listLocalArt>>): number[] {
  const files = new Map(
    shelf.batch.readings.flatMap(({ files: all }) => all.map((file) => [file.relPath, file] as const)),
  )
  return known.flatMap(({ id, ref, sha256 }) => {
    const [before, file] = [shelf.files.get(ref), files.get(ref)]
    const isOther =
      before !== undefined && file !== undefined && (before.size !== file.size || before.mtime_ms !== file.mtimeMs)
    return sha256 !== null && isOther ? [id] : []
  })
}
