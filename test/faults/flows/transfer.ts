import { createHash } from 'node:crypto'
import { linkSync, lstatSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Kysely } from 'kysely'
import { migrate } from '../../../src/db/migrate.ts'
import { migrations } from '../../../src/db/migrations.ts'
import { openSqlite } from '../../../src/db/sqlite.ts'
import { systemClock } from '../../../src/kernel/clock.ts'
import type { NewMove, Root } from '../../../src/transfer/model.ts'
import type { TransferRoom } from '../../../src/transfer/setup.ts'
import { look, moveOf, transferOver } from '../../transfer-room.ts'
import type { ExpectedFile, Flow, FlowContext, Intruder, ManifestFile, WorldPlan } from '../flow.ts'
import type { Random } from '../random.ts'

const RAW_NAME = Buffer.from([0xff, 0xfe, 0x2e, 0x6a, 0x70, 0x67])

interface Built extends ManifestFile {
  relPath: string
  /** What the flow does with it, and where it is expected then. */
  part:
    | 'move'
    | 'undo'
    | 'same'
    | 'trash-same'
    | 'conflict'
    | 'raced'
    | 'twin'
    | 'trash'
    | 'copy'
    | 'stays'
    | 'raw'
    | 'other-root'
    | 'undo-other-root'
}

const INTRUDER: Intruder = { name: 'raced.jpg', content: 'of someone else', mtimeMs: 1_400_000_000_000 }

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The tree is a pure function of the seed, so that a process that starts over knows it without being told. */
function plan(size: number, random: Random): { files: Built[]; bytes: Map<string, Buffer> } {
  const files: Built[] = []
  const bytes = new Map<string, Buffer>()
  const add = (part: Built['part'], relPath: string, content: Buffer): void => {
    const path = `${part === 'stays' ? 'archive' : 'inbox'}/${relPath}`
    bytes.set(path, content)
    files.push({ part, relPath, path, sha256: sha(content), mtimeMs: 1_500_000_000_000 + random.below(1e9) })
  }
  const parts = ['move', 'undo', 'move', 'undo', 'other-root', 'undo-other-root'] as const
  for (let i = 0; i < size; i++) {
    const part = parts[i % parts.length] as Built['part']
    add(
      part,
      `day${i % 3}/${part}-${i}.jpg`,
      random.bytes(random.below(10) === 0 ? 300_000 + random.below(900_000) : 1 + random.below(4000)),
    )
  }
  add('move', 'day0/newline\nin "name" \u202e.jpg', random.bytes(100))
  const twin = random.bytes(500)
  add('stays', 'filed/same.jpg', twin)
  add('same', 'same.jpg', twin)
  add('trash-same', 'trash-same.jpg', twin)
  add('trash', 'trash.jpg', twin)
  add('stays', 'filed/conflict.jpg', random.bytes(400))
  add('conflict', 'conflict.jpg', random.bytes(400))
  add('stays', 'filed/TWIN.JPG', random.bytes(300))
  add('twin', 'twin.jpg', random.bytes(300))
  add('raced', INTRUDER.name, random.bytes(700))
  add('copy', 'copy.jpg', random.bytes(2000))
  add('raw', '\\xff\\xfe.jpg', random.bytes(64))
  return { files, bytes }
}

function expectedOf(files: readonly Built[]): ExpectedFile[] {
  return files.flatMap((file): ExpectedFile[] => {
    const at = (path: string): ExpectedFile => ({ ...file, path })
    switch (file.part) {
      case 'move':
        return [at(`archive/filed/${file.relPath}`)]
      case 'other-root':
        return [at(`other/filed/${file.relPath}`)]
      case 'trash-same':
      case 'trash':
        return [at(`inbox/TRASH/${file.relPath}`)]
      case 'copy':
        return [at(file.path), at(`archive/filed/${file.relPath}`)]
      case 'raw':
        return [at(`inbox/QUARANTINE/_xff_xfe.jpg`)]
      default:
        return [at(file.path)]
    }
  })
}

function build({ folder, size }: { folder: string; size: number }, random: Random): WorldPlan {
  const { files, bytes } = plan(size, random)
  for (const name of ['inbox', 'archive', 'other']) mkdirSync(join(folder, name), { recursive: true })
  for (const file of files) {
    const path =
      file.part === 'raw'
        ? Buffer.concat([Buffer.from(join(folder, 'inbox') + '/'), RAW_NAME])
        : join(folder, file.path)
    if (typeof path === 'string') mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes.get(file.path) as Buffer)
    utimesSync(path, file.mtimeMs / 1000, file.mtimeMs / 1000)
  }
  // A file of two names of which only one is moved.
  const linked = files.find((file) => file.part === 'move') as Built
  linkSync(join(folder, linked.path), join(folder, 'inbox/second-name.jpg'))
  const intruder = { ...INTRUDER, path: `archive/filed/${INTRUDER.name}`, sha256: sha(Buffer.from(INTRUDER.content)) }
  const secondName = { ...linked, path: 'inbox/second-name.jpg' }
  const expected = [...expectedOf(files), secondName, intruder]
  return { intruder: INTRUDER, manifest: files, expected, besides: /\.intruder$/ }
}

interface World {
  room: TransferRoom
  tx: ReturnType<typeof openSqlite>['tx']
  roots: { inbox: Root; archive: Root; other: Root }
}

async function openWorld({ folder, dataFolder }: FlowContext): Promise<World & AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const db = opened.use(openSqlite(join(dataFolder, 'patchbay.db')))
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'sqlite', migrations, now: Date.now })
  const portUrl = new URL('../file-port.ts', import.meta.url)
  const threads = Number(process.env['PATCHBAY_TEST_THREADS'] ?? 2)
  const room = opened.use(transferOver(db, { clock: systemClock, portUrl, threads, chunkSize: 5 }))
  const add = (name: string) => room.roots.add({ name, path: join(folder, name) })
  const roots = { inbox: await add('inbox'), archive: await add('archive'), other: await add('other') }
  const kept = opened.move()
  return { room, roots, tx: db.tx, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Rows of a step: those of an earlier life, or new ones. All of a step's rows are written in one transaction. */
async function rowsOf(world: World, ref: string, prepare: () => Promise<number[]>): Promise<number[]> {
  const known = await world.room.transfer.list({ ref, limit: 10_000 })
  return known.length > 0 ? known.map((move) => move.id) : prepare()
}

async function runStep(
  world: World,
  context: FlowContext,
  step: { ref: string; ids: readonly number[]; kinds: readonly string[] },
): Promise<void> {
  for (let at = 0; at < step.ids.length; at += 10) {
    const ids = step.ids.slice(at, at + 10)
    const outcomes = await world.room.transfer.run(ids)
    for (const id of ids) {
      const outcome = outcomes.get(id)
      const kind = outcome?.kind === 'refused' ? outcome.refusal.code : (outcome?.kind ?? 'nothing')
      if (!step.kinds.includes(kind))
        throw new Error(`${step.ref}: move ${id} ended as ${kind} ${JSON.stringify(outcome)}`)
      if (kind === 'done') context.acknowledge(`done ${id}`)
    }
  }
}

async function run(context: FlowContext): Promise<void> {
  const { randomFrom } = await import('../random.ts')
  const { files } = plan(context.size, randomFrom(context.seed))
  await using world = await openWorld(context)
  const { room, roots, tx } = world
  if (process.env['PATCHBAY_TEST_FORGET'] === '1') await forgetJournal(context)
  const recovery = await room.transfer.recover()
  if (recovery.lost.length > 0 || recovery.undecided.length > 0)
    throw new Error(`recovery: ${JSON.stringify(recovery)}`)
  const ofParts = (...parts: Built['part'][]): Built[] => files.filter((file) => parts.includes(file.part))
  const filed = (file: Built, more: Partial<NewMove> = {}): NewMove => {
    const to = file.part === 'other-root' || file.part === 'undo-other-root' ? roots.other : roots.archive
    const name =
      { same: 'same.jpg', 'trash-same': 'SAME.jpg', conflict: 'conflict.jpg', twin: 'twin.jpg' }[file.part as string] ??
      file.relPath
    return moveOf([roots.inbox, file.relPath], [to, `filed/${name}`], { sha256: file.sha256, ref: 'file', ...more })
  }
  const move = await rowsOf(world, 'file', () =>
    tx((trx) =>
      room.transfer.prepare(trx, [
        ...ofParts('move', 'undo', 'other-root', 'undo-other-root', 'same', 'conflict', 'raced', 'twin').map((file) =>
          filed(file),
        ),
        ...ofParts('trash-same').map((file) => filed(file, { onIdentical: 'trash' })),
        ...ofParts('copy').map((file) => filed(file, { kind: 'copy' })),
      ]),
    ),
  )
  await runStep(world, context, {
    ref: 'file',
    ids: move.filter(Boolean),
    kinds: ['done', 'already-there', 'conflict', 'undone'],
  })
  const trash = await rowsOf(world, 'trash', () =>
    tx((trx) =>
      room.transfer.prepareTrash(
        trx,
        ofParts('trash').map((file) => ({
          from: { rootId: roots.inbox.id, relPath: file.relPath },
          identity: look(roots.inbox, file.relPath),
          sha256: file.sha256,
          ref: 'trash',
          keeper: { rootId: roots.archive.id, relPath: 'filed/same.jpg' },
        })),
      ),
    ),
  )
  await runStep(world, context, { ref: 'trash', ids: trash, kinds: ['done'] })
  const raw = await rowsOf(world, 'raw', () =>
    tx((trx) =>
      room.transfer.prepareQuarantine(trx, [
        { from: { rootId: roots.inbox.id, relPath: RAW_NAME }, identity: look(roots.inbox, RAW_NAME), ref: 'raw' },
      ]),
    ),
  )
  await runStep(world, context, { ref: 'raw', ids: raw, kinds: ['done'] })
  const undone = new Set(ofParts('undo', 'undo-other-root').map((file) => `filed/${file.relPath}`))
  const rows = await room.transfer.find(move)
  const ids = rows.filter((row) => undone.has(String(row.to.relPath))).map((row) => row.id)
  for (let at = 0; at < ids.length; at += 10) {
    for (const [id, outcome] of await room.transfer.undo(ids.slice(at, at + 10), { ref: 'undo' })) {
      if (outcome.kind !== 'undone') throw new Error(`undo of ${id}: ${JSON.stringify(outcome)}`)
      context.acknowledge(`undone ${id}`)
    }
  }
}

/** A sabotage: what a system without a journal would know after a crash. */
async function forgetJournal({ dataFolder }: FlowContext): Promise<void> {
  const db = openSqlite(join(dataFolder, 'patchbay.db'))
  await db.tx((tx) =>
    tx
      .updateTable('transfer_moves')
      .set({ state: 'done' })
      .where('state', 'in', ['planned', 'copying', 'placed'])
      .execute(),
  )
  await db[Symbol.asyncDispose]()
}

async function verifyAcknowledged(context: FlowContext, lines: readonly string[]): Promise<string[]> {
  await using world = await openWorld(context)
  const states = new Map((await world.room.transfer.list({ limit: 100_000 })).map((move) => [move.id, move]))
  const rootPath = new Map(Object.values(world.roots).map((root) => [root.id, root.path]))
  const undone = new Set(lines.filter((line) => line.startsWith('undone ')).map((line) => Number(line.split(' ')[1])))
  return lines.flatMap((line) => {
    const [word, text] = line.split(' ')
    const move = states.get(Number(text))
    if (move === undefined) return [`${line}: the row is gone`]
    if (word === 'undone') return move.state === 'undone' ? [] : [`${line}: the row says ${move.state}`]
    if (undone.has(move.id) || move.state === 'undone') return []
    if (move.state !== 'done') return [`${line}: the row says ${move.state}`]
    const path = `${rootPath.get(move.to.rootId)}/${String(move.to.relPath)}`
    const isThere = lstatSync(path, { throwIfNoEntry: false })?.size === move.size
    return isThere || [...states.values()].some((other) => other.parentId === move.id)
      ? []
      : [`${line}: no such file at ${path}`]
  })
}

export const flow: Flow = { name: 'transfer', build, run, verifyAcknowledged }
