import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setUpAttention } from '../src/attention/setup.ts'
import type { Db } from '../src/db/db.ts'
import { type Clock, manualClock } from '../src/kernel/clock.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import { type FileIdentity, identityOf } from '../src/media/file-identity.ts'
import type { NewMove, Root } from '../src/transfer/model.ts'
import { setUpTransfer, type TransferOptions, type TransferRoom } from '../src/transfer/setup.ts'
import { openTempSqlite } from './databases.ts'

/** The room over a database, with its neighbours. */
export function transferOver(db: Db, options: TransferOptions & { clock?: Clock } = {}): TransferRoom {
  const clock = options.clock ?? manualClock()
  const { attention } = setUpAttention({ db, clock, events: openEventLog({ db, clock, bus: createBus() }) })
  return setUpTransfer({ db, clock, attention, options: { reserveBytes: 0, ...options } })
}

export interface TestRoom extends TransferRoom {
  db: Db
  /** Holds the folders of the two roots. */
  folder: string
  inbox: Root
  archive: Root
}

/** Two roots, `inbox` and `archive`, in a temporary folder. */
export async function openTestRoom(
  given: { db?: Db; folder?: string; options?: TransferOptions } = {},
): Promise<TestRoom> {
  const db = given.db ?? (await openTempSqlite())
  const folder = realpathSync(given.folder ?? (await mkdtemp(join(tmpdir(), 'patchbay-move-'))))
  for (const name of ['inbox', 'archive']) mkdirSync(join(folder, name), { recursive: true })
  const room = transferOver(db, given.options)
  const inbox = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
  const archive = await room.roots.add({ name: 'archive', path: join(folder, 'archive') })
  return {
    ...room,
    db,
    folder,
    inbox,
    archive,
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]()
      if (given.db === undefined) await db[Symbol.asyncDispose]()
      if (given.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Writes a file with its folders. */
export function put(root: Root, relPath: string, content: string | Buffer): void {
  putAt(root, relPath, { content, mtimeMs: Date.parse('2021-07-01T10:20:30.456Z') })
}

/** @param file `mtimeMs` in whole ms */
export function putAt(
  root: Root,
  relPath: string,
  { content, mtimeMs }: { content: string | Buffer; mtimeMs: number },
): void {
  const path = join(root.path, relPath)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  utimesSync(path, mtimeMs / 1000, mtimeMs / 1000)
}

export function look(root: Root, relPath: string | Buffer): FileIdentity {
  const path =
    typeof relPath === 'string' ? join(root.path, relPath) : Buffer.concat([Buffer.from(`${root.path}/`), relPath])
  return identityOf(lstatSync(path, { bigint: true }))
}

export function moveOf(from: [Root, string | Buffer], to: [Root, string], more: Partial<NewMove> = {}): NewMove {
  return {
    kind: 'move',
    from: { rootId: from[0].id, relPath: from[1] },
    identity: look(from[0], from[1]),
    to: { rootId: to[0].id, relPath: to[1] },
    ref: 'test',
    ...more,
  }
}

/** Every file below a folder but the marker: path to content. */
export function treeOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile() && entry.name !== '.patchbay-root')
  return Object.fromEntries(
    files
      .map((entry): [string, string] => [join(entry.parentPath, entry.name), ''])
      .map(([path]): [string, string] => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

export async function prepareAndRun(
  room: TestRoom,
  moves: NewMove[],
  options: Parameters<TransferRoom['transfer']['run']>[1] = {},
) {
  const ids = await room.db.tx((tx) => room.transfer.prepare(tx, moves))
  const outcomes = await room.transfer.run(ids, options)
  return { ids, outcomes, kinds: ids.map((id) => tell(outcomes.get(id))) }
}

export function tell(outcome: { kind: string; refusal?: { code: string } } | undefined): string {
  return outcome?.refusal?.code ?? outcome?.kind ?? 'nothing'
}
