import { randomBytes } from 'node:crypto'
import type { Attention } from '../attention/attention.ts'
import type { Db, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError, NotFoundError, UnavailableError } from '../kernel/errors.ts'
import type { Root, RootStatus } from './model.ts'
import { isMountPoint, lookAtRoot, readMarker, realFolder, removeHalfMarker, writeMarker } from './root-disk.ts'
import {
  bringBackRoot,
  findRoot,
  insertRoot,
  listRoots,
  retireRoot,
  type RootRow,
  UNCONFIRMED,
  setExpectedFiles,
  setRootName,
  setRootPath,
  setRootState,
} from './root-store.ts'
import { hasMovesUnderWay } from './store.ts'

export interface Roots {
  /**
   * Gives Patchbay a folder: writes the marker file `.patchbay-root` with a random id and remembers it. The same name
   * and folder again gives the same root, and so does the folder when it was moved with its marker, or was let go before.
   * @throws InvalidInputError `root/not-absolute`, `root/missing`, `root/not-a-folder`, `root/not-writable`
   * @throws ConflictError `root/overlaps` (inside of another root, or around it), `root/name-taken`, `root/marker-foreign`
   */
  add(input: { name: string; path: string }): Promise<Root>
  /** @throws NotFoundError `root/unknown` */
  get(id: number): Promise<Root>
  /** Retired ones, too. */
  list(): Promise<Root[]>
  /**
   * Lets a folder go: it stands in no other's way and raises no cards. Its row and its marker stay, so that what was moved
   * from or to it can still be found and undone.
   * @returns false while moves from or to it are under way: then nothing has changed
   */
  retire(tx: Tx, id: number): Promise<boolean>
  /** Whether its marker was never seen to stand: it was given in the moment of a crash, and holds nothing of ours. */
  isUnconfirmed(id: number): Promise<boolean>
  /** Looks at the disk now, remembers the answer, and raises or resolves Attention when it changed. */
  check(id: number): Promise<RootStatus>
  /** @throws UnavailableError `transfer/root-offline` with the reason */
  requireOnline(id: number): Promise<void>
  /** How many files are known to be there: when it is not 0 an empty folder counts as offline. */
  expectFiles(tx: Tx, id: number, count: number): Promise<void>
}

interface RootDeps {
  db: Db
  clock: Clock
  attention: Attention
}

export function createRoots(deps: RootDeps): Roots {
  const { db } = deps
  const row = async (id: number): Promise<RootRow> => {
    const found = await findRoot(db.read, id)
    if (found === undefined) throw new NotFoundError('root/unknown', { params: { rootId: id } })
    return found
  }
  return {
    add: (input) => addRoot(deps, input),
    get: async (id) => toRoot(await row(id)),
    list: async () => (await listRoots(db.read)).map(toRoot),
    isUnconfirmed: async (id) => isUnconfirmed(await row(id)),
    check: async (id) => checkRoot(deps, await row(id)),
    async requireOnline(id) {
      const found = await row(id)
      const status = await checkRoot(deps, found)
      if (status.kind === 'online') return
      const params = { root: found.path, reason: status.reason, errno: status.errno ?? '' }
      throw new UnavailableError('transfer/root-offline', { params, retryAfterMs: 10_000 })
    },
    expectFiles: (tx, id, count) => setExpectedFiles(tx, id, count),
    async retire(tx, id) {
      await lockInTx(tx, LOCK)
      if (await hasMovesUnderWay(tx, id)) return false
      await retireRoot(tx, id, deps.clock.now())
      await deps.attention.resolve(tx, cardOf(id))
      return true
    },
  }
}

const LOCK = 'transfer_roots'

const cardOf = (rootId: number): string => `root:${rootId}`

/** One that came back after it was let go is not as it was inserted: its marker may stand on a disk that is away. */
const isUnconfirmed = ({ checked_at, expected_files, state, reason }: RootRow): boolean =>
  checked_at === 0 && expected_files === 0 && state === UNCONFIRMED.state && reason === UNCONFIRMED.reason

function toRoot({ id, name, path, marker, retired_at }: RootRow): Root {
  return { id, name, path, marker, isRetired: retired_at !== null }
}

interface Wanted {
  name: string
  path: string
}

/** The row first, then the marker: a crash between them leaves a row that was never confirmed, and the next `add` goes on. */
async function addRoot(deps: RootDeps, input: Wanted): Promise<Root> {
  const { db } = deps
  const wanted = { name: input.name, path: await realFolder(input.path) }
  await followMoved(deps, wanted)
  const known = findSame(await listRoots(db.read), wanted)
  if (known !== undefined && known.retired_at === null && known.checked_at > 0) return toRoot(known)
  await removeHalfMarker(wanted.path)
  const standing = await readMarker(wanted.path)
  if (standing !== undefined && standing !== known?.marker)
    throw new ConflictError('root/marker-foreign', { params: { path: wanted.path } })
  const root = await insertUnconfirmed(deps, wanted)
  // Without its marker it may be the place where its disk is not mounted now: `check` tells that.
  if (standing === undefined && (known?.expected_files ?? 0) > 0) return root
  if (standing === undefined) await writeMarker(wanted.path, root.marker)
  await db.tx((tx) => setRootState(tx, root.id, { state: 'online', reason: null, now: deps.clock.now() }))
  return root
}

/** A root that was moved, with the data folder or by hand, is the same root: its marker went along and is where it was no more. */
async function followMoved({ db }: RootDeps, { name, path }: Wanted): Promise<void> {
  const rows = await listRoots(db.read)
  const row = rows.find((one) => one.name === name && one.path !== path)
  if (row === undefined || rows.some((one) => one.path === path) || (await readMarker(path)) !== row.marker) return
  // Where that can't be read it may still be there, and this one a copy.
  const atOldPlace = await readMarker(row.path).catch(() => row.marker)
  if (atOldPlace !== row.marker) await db.tx((tx) => setRootPath(tx, row.id, path))
}

/** The row of the folder: one that is in use, one that was let go and comes back, or a new one. */
async function insertUnconfirmed({ db, clock }: RootDeps, wanted: Wanted): Promise<Root> {
  const marker = randomBytes(16).toString('hex')
  const wasMount = await isMountPoint(wanted.path)
  return db.tx(async (tx) => {
    await lockInTx(tx, LOCK)
    const rows = await listRoots(tx)
    const known = findSame(rows, wanted)
    if (known !== undefined && known.retired_at === null) return toRoot(known)
    const former = rows.find((row) => row.name === wanted.name && row.id !== known?.id)
    if (former !== undefined) await setRootName(tx, former.id, `${former.name} (${former.path})`)
    if (known !== undefined) {
      await bringBackRoot(tx, known.id, wanted.name)
      return { ...toRoot(known), name: wanted.name, isRetired: false }
    }
    const id = await insertRoot(tx, { ...wanted, marker, wasMount, now: clock.now() })
    return { id, ...wanted, marker, isRetired: false }
  })
}

/**
 * @returns the root that it is already, or was before it was let go
 * @throws ConflictError when it overlaps one that is in use, or the name is taken
 */
function findSame(rows: readonly RootRow[], wanted: Wanted): RootRow | undefined {
  const used = rows.filter((row) => row.retired_at === null)
  const same = used.find((row) => row.name === wanted.name)
  if (same !== undefined && same.path === wanted.path) return same
  if (same !== undefined) throw new ConflictError('root/name-taken', { params: { name: wanted.name, path: same.path } })
  const other = used.find((row) => isAroundOrSame(row.path, wanted.path) || isAroundOrSame(wanted.path, row.path))
  if (other !== undefined)
    throw new ConflictError('root/overlaps', {
      params: { path: wanted.path, other: other.path, otherName: other.name },
    })
  return rows.find((row) => row.path === wanted.path)
}

function isAroundOrSame(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`)
}

async function checkRoot({ db, clock, attention }: RootDeps, row: RootRow): Promise<RootStatus> {
  const status = await lookAtRoot({
    path: row.path,
    marker: row.marker,
    wasMount: row.was_mount === 1,
    expectedFiles: row.expected_files,
  })
  const reason = status.kind === 'offline' ? status.reason : null
  // That it is not there does not confirm it.
  const isLeft = reason !== null && isUnconfirmed(row)
  // Before each file it is looked whether the disk is there; that it still is has been written down.
  if (reason === null && row.state === 'online' && row.checked_at > 0 && row.retired_at === null) return status
  await db.tx(async (tx) => {
    if (!isLeft) await setRootState(tx, row.id, { state: status.kind, reason, now: clock.now() })
    const cause = cardOf(row.id)
    if (reason === null || row.retired_at !== null) return attention.resolve(tx, cause)
    await attention.raise(tx, {
      cause,
      code: `root-offline.${reason}`,
      params: { name: row.name, path: row.path },
      severity: 'bad',
      subject: cause,
      actions: [{ code: 'open-settings', open: '/settings' }],
    })
  })
  return status
}
