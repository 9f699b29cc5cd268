import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

interface Entry {
  size: number
  mtimeMs: number
  isDeleted: boolean
  version: number
}

/** How the peer of the double is; a test changes it. */
export interface FakePeer {
  isConnected: boolean
  isAccepted: boolean
  isFolderPaused: boolean
  /** Removes nothing that it is told to remove. */
  keepsDeleted: boolean
  isFull: boolean
  /** Endings of names that it ignores, e.g. `.heic`. */
  ignores: string[]
  /** Where its files lie on the disk; in memory only when null. */
  folder: string | null
  /** It takes one file in this time. */
  takeMs: number
  /** It says that it has what it was only told of. */
  claimsAll: boolean
}

export const readyPeer = (): FakePeer => ({
  isConnected: true,
  isAccepted: true,
  isFolderPaused: false,
  keepsDeleted: false,
  isFull: false,
  ignores: [],
  folder: null,
  takeMs: 3,
  claimsAll: false,
})

/** What is never indexed. */
const NEVER = /^(\.stfolder|\.stignore|\.stversions|\.syncthing\..*\.tmp|~syncthing~.*\.tmp)$/

/** The index of a folder on this side, read from the disk when it is scanned, and what the peer has of it. */
export class FakeSharedFolder {
  readonly index = new Map<string, Entry>()
  readonly #has = new Map<string, number>()
  readonly #peer: FakePeer
  /** What the peer told of itself: nothing before it has taken all there was at first. */
  #told: Map<string, number> | undefined
  readonly #removedThere = new Map<string, number>()
  #versions = 0
  #root = ''
  #timer: NodeJS.Timeout | undefined

  constructor(peer: FakePeer) {
    this.#peer = peer
  }

  get hasTold(): boolean {
    return this.#told !== undefined
  }

  get isPeerReady(): boolean {
    const { isConnected, isAccepted, isFolderPaused } = this.#peer
    return isConnected && isAccepted && !isFolderPaused
  }

  /** Whether the file lies on the peer's disk in the state that is indexed here. */
  peerHas(relPath: string): boolean {
    const entry = this.index.get(relPath)
    return entry !== undefined && !entry.isDeleted && this.#has.get(relPath) === entry.version
  }

  /** The peer removes a file, and tells of it; this side only sends, and keeps its own. */
  removeAtPeer(relPath: string): void {
    this.#has.delete(relPath)
    this.#told?.delete(relPath)
    this.#removedThere.set(relPath, this.index.get(relPath)?.version ?? 0)
    if (this.#peer.folder !== null) rmSync(join(this.#peer.folder, relPath), { force: true })
  }

  /** Whether the newest that is known of the version here is that the peer removed it. */
  isRemovedAtPeer = (relPath: string): boolean =>
    this.#removedThere.has(relPath) && this.#removedThere.get(relPath) === this.index.get(relPath)?.version

  isAnnounced(relPath: string): boolean {
    const entry = this.index.get(relPath)
    if (!this.#peer.isConnected || entry === undefined) return false
    return this.#peer.claimsAll || this.#told?.get(relPath) === entry.version
  }

  /** Only below `subs`; everything when there are none. */
  scan(root: string, subs: readonly string[]): void {
    this.#root = root
    const ignored = ignoredIn(root)
    const met = new Set<string>()
    for (const sub of subs.length === 0 ? [''] : subs) {
      if (sub.split('/').includes('..')) continue
      for (const relPath of walk(root, sub)) {
        if (ignored.some((end) => relPath.endsWith(end))) continue
        met.add(relPath)
        this.#note(relPath, statSync(join(root, relPath)))
      }
      for (const [relPath, entry] of this.index)
        if (!entry.isDeleted && !met.has(relPath) && (sub === '' || relPath.startsWith(`${sub}/`)))
          this.index.set(relPath, { ...entry, isDeleted: true, size: 0, version: ++this.#versions })
    }
    this.wake()
  }

  #note(relPath: string, { size, mtimeMs }: { size: number; mtimeMs: number }): void {
    const known = this.index.get(relPath)
    const isSame = known !== undefined && !known.isDeleted && known.size === size && known.mtimeMs === mtimeMs
    if (!isSame) this.index.set(relPath, { size, mtimeMs, isDeleted: false, version: ++this.#versions })
  }

  /** Has the peer go on; again after it was changed. */
  wake(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (!this.isPeerReady) return
      const hasTaken = this.#listNeeded().some((next) => this.#take(next))
      if (!hasTaken || this.hasTold) this.#told = new Map(this.#has)
      if (hasTaken) this.wake()
    }, this.#peer.takeMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #listNeeded(): [string, Entry][] {
    return [...this.index].filter(([relPath, entry]) => {
      if (this.#has.get(relPath) === entry.version || this.#isIgnoredByPeer(relPath)) return false
      if (this.isRemovedAtPeer(relPath)) return false
      return entry.isDeleted ? this.#has.has(relPath) && !this.#peer.keepsDeleted : !this.#peer.isFull
    })
  }

  /** @returns whether it could: what changed here since it was read is taken when it was read anew */
  #take([relPath, entry]: [string, Entry]): boolean {
    const { folder } = this.#peer
    if (folder !== null && !bring({ from: join(this.#root, relPath), to: join(folder, relPath) }, entry)) return false
    if (entry.isDeleted) this.#has.delete(relPath)
    else this.#has.set(relPath, entry.version)
    return true
  }

  #isIgnoredByPeer = (relPath: string): boolean => this.#peer.ignores.some((end) => relPath.endsWith(end))

  /** QUIRK(syncthing): "100 %, nothing needed" with sequence 0 until the peer has told what it has. */
  completion(): Record<string, number> {
    const files = [...this.index].filter(([, { isDeleted }]) => !isDeleted)
    const globalBytes = files.reduce((sum, [, { size }]) => sum + size, 0)
    const told = this.#peer.claimsAll ? (this.#told ?? new Map<string, number>()) : this.#told
    const total = { globalBytes, globalItems: files.length }
    if (told === undefined)
      return { completion: 100, ...total, needBytes: 0, needItems: 0, needDeletes: 0, sequence: 0 }
    const needed = files.filter(([relPath, { version }]) => {
      return !this.#peer.claimsAll && told.get(relPath) !== version && !this.#isIgnoredByPeer(relPath)
    })
    const needBytes = needed.reduce((sum, [, { size }]) => sum + size, 0)
    const needDeletes = [...this.index].filter(([relPath, { isDeleted }]) => isDeleted && told.has(relPath)).length
    const share = globalBytes === 0 ? 100 : (100 * (globalBytes - needBytes)) / globalBytes
    // QUIRK(syncthing): deletions that the peer does not carry out leave it at 95 % for ever.
    const completion = needBytes === 0 && needDeletes > 0 ? 95 : share
    return { completion, ...total, needBytes, needItems: needed.length, needDeletes, sequence: told.size + 1 }
  }
}

/** Whole at once: until then it lies there under a name of its own. */
function bring({ from, to }: { from: string; to: string }, { size, mtimeMs, isDeleted }: Entry): boolean {
  if (isDeleted) {
    rmSync(to, { force: true })
    return true
  }
  const now = statSync(from, { throwIfNoEntry: false })
  if (now?.size !== size || now.mtimeMs !== mtimeMs) return false
  const half = join(dirname(to), `.syncthing.${basename(to)}.tmp`)
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, half)
  utimesSync(half, now.atime, now.mtime)
  renameSync(half, to)
  return true
}

/** QUIRK(syncthing): a name that is not NFC is renamed on the disk. */
function* walk(root: string, sub: string): Generator<string> {
  const folder = join(root, sub)
  if (!existsSync(folder)) return
  for (const { name, isFolder } of listFolder(folder)) {
    if (NEVER.test(name)) continue
    const nfc = name.normalize('NFC')
    if (nfc !== name) renameSync(join(folder, name), join(folder, nfc))
    const relPath = sub === '' ? nfc : `${sub}/${nfc}`
    if (isFolder) yield* walk(root, relPath)
    else yield relPath
  }
}

const listFolder = (folder: string): { name: string; isFolder: boolean }[] =>
  readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))

/** Patterns of the form `*.end` only. */
function ignoredIn(root: string): string[] {
  const file = join(root, '.stignore')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('*') ? [line.slice(1).trim()] : []))
}
