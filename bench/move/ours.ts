import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { setUpAttention } from '../../src/attention/setup.ts'
import type { Db } from '../../src/db/db.ts'
import { migrate } from '../../src/db/migrate.ts'
import { migrations } from '../../src/db/migrations.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createBus } from '../../src/live/bus.ts'
import { openEventLog } from '../../src/live/event-log.ts'
import { walk } from '../../src/media/walk.ts'
import type { FileIdentity } from '../../src/media/file-identity.ts'
import type { Root } from '../../src/transfer/model.ts'
import { setUpTransfer } from '../../src/transfer/setup.ts'
import type { BenchFile } from './tree.ts'

export interface OurMover extends AsyncDisposable {
  /** Files all of them from the side where they are to the other. @returns ms for journal and disk, without the look before */
  fileAll(): Promise<{ ms: number; done: number; commits: number }>
  /** Absolute path of a file on the side where it is now, and on the other. */
  now(file: BenchFile): string
  before(file: BenchFile): string
}

interface Setting {
  folder: string
  /** For the database: beside the files, on a disk that survives power cuts. */
  dataFolder: string
  files: readonly BenchFile[]
  portUrl: URL | undefined
  chunkSize: number | undefined
}

/** The product's own room over its own database; nothing is left out. */
export async function openOurMover({ folder, dataFolder, files, portUrl, chunkSize }: Setting): Promise<OurMover> {
  let commits = 0
  const sqlite = openSqlite(join(dataFolder, 'patchbay.db'))
  const countedTx: Db['tx'] = (work) => (commits++, sqlite.tx(work))
  const db: Db = { ...sqlite, tx: countedTx, txTogether: countedTx }
  await migrate(sqlite.writer as unknown as Kysely<unknown>, { dialect: 'sqlite', migrations, now: Date.now })
  const { attention } = setUpAttention({
    db,
    clock: systemClock,
    events: openEventLog({ db, clock: systemClock, bus: createBus() }),
  })
  const options = {
    reserveBytes: 0,
    ...(portUrl === undefined ? {} : { portUrl }),
    ...(chunkSize === undefined ? {} : { chunkSize }),
  }
  const room = setUpTransfer({ db, clock: systemClock, attention, options })
  const inbox = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
  const archive = await room.roots.add({ name: 'archive', path: join(folder, 'archive') })
  let isFiled = false
  const side = (filed: boolean, file: BenchFile): string =>
    filed ? join(archive.path, file.to) : join(inbox.path, file.from)
  return {
    now: (file) => side(isFiled, file),
    before: (file) => side(!isFiled, file),
    async fileAll() {
      const [source, target] = isFiled ? [archive, inbox] : [inbox, archive]
      const seen = await identitiesOf(source)
      const moves = files.map((file) => {
        const [relPath, toRel] = isFiled ? [file.to, file.from] : [file.from, file.to]
        const identity = seen.get(relPath) as FileIdentity
        return {
          kind: 'move' as const,
          from: { rootId: source.id, relPath },
          identity,
          sha256: file.sha256,
          to: { rootId: target.id, relPath: toRel },
          ref: 'bench',
        }
      })
      commits = 0
      const startedAt = performance.now()
      const ids = await db.tx((tx) => room.transfer.prepare(tx, moves))
      const outcomes = await room.transfer.run(ids)
      const ms = performance.now() - startedAt
      isFiled = !isFiled
      return { ms, done: [...outcomes.values()].filter((outcome) => outcome.kind === 'done').length, commits }
    },
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]()
      await sqlite[Symbol.asyncDispose]()
    },
  }
}

async function identitiesOf(root: Root): Promise<Map<string, FileIdentity>> {
  const seen = new Map<string, FileIdentity>()
  for await (const { entries } of walk(root.path)) {
    for (const entry of entries) if (entry.kind === 'file') seen.set(String(entry.relPath), entry.identity)
  }
  return seen
}
