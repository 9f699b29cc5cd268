import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, hashHere, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { listOpenCards } from '../../attention/store.ts'
import type { HashFiles } from '../ports.ts'
import { listItems } from '../items/store.ts'
import type { WhereView } from '../where/contract.ts'
import type { FindingView } from './contract.ts'
import { CheckIntegrity } from './jobs.ts'
import { listFindings } from './finding-store.ts'
import { findReadings, listChecks } from './store.ts'

const QUIET = { integrity: { read_filed: false } }
const taken = new Date('2022-05-06T10:00:00')
const person = { id: 'person:1', name: 'a', scopes: new Set() }

async function ask<T>(w: ArchiveWorld, operationId: string, request: object = {}): Promise<T> {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  return (await route?.handle({ body: {}, params: {}, query: {}, ...request, actor: person } as never)) as T
}

async function check(w: ArchiveWorld, scope: 'share' | 'all' | 'new' | 'folder' = 'all', folder = ''): Promise<void> {
  await w.db.tx((tx) => w.jobs.enqueue(tx, CheckIntegrity, { archiveId: 1, scope, folder }, { actor: 'person:1' }))
  await untilQuiet(w)
}

async function filed(w: ArchiveWorld, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await w.put(`inbox/${name}`, content, taken)
  await look(w)
}

const paths = async (w: ArchiveWorld) =>
  (await listItems(w.db.read, 1, { limit: 9 })).map(({ relPath }) => relPath).toSorted()
const open = (w: ArchiveWorld) => listFindings(w.db.read, 1, { state: 'open', limit: 10 })
const cards = async (w: ArchiveWorld) =>
  (await listOpenCards(w.db.read, Date.now(), { snoozed: true })).map(({ code }) => code)

/** Changes one byte and puts the time back. */
async function flip(w: ArchiveWorld, path: string): Promise<void> {
  const file = join(w.dataFolder, path)
  const { mtime, atime } = await stat(file)
  const bytes = await readFile(file)
  bytes[0] = (bytes[0] ?? 0) ^ 1
  await writeFile(file, bytes)
  await utimes(file, atime, mtime)
}

onEachDatabase('a check of the archive', (openDb) => {
  it('finds a flipped byte under the same size and time, names it, and leaves the file as it is', async () => {
    await using w = await openArchiveWorld(QUIET, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha', 'b.txt': 'beta' })
    await check(w)
    assert.deepEqual(await open(w), [])
    await flip(w, 'archive/2022/05/06/a.txt')
    const before = await readFile(join(w.dataFolder, 'archive/2022/05/06/a.txt'))
    await check(w)
    const [finding] = await open(w)
    assert.deepEqual([finding?.kind, (await open(w)).length], ['rotten', 1])
    assert.deepEqual(await cards(w), ['archive.files-damaged'])
    const { items } = await ask<{ items: FindingView[] }>(w, 'archive.integrity.listFindings', {
      query: { state: 'open', limit: 10 },
    })
    assert.equal(items[0]?.path, '2022/05/06/a.txt')
    assert.match(String(items[0]?.said.todo), /backup/)
    assert.deepEqual(await readFile(join(w.dataFolder, 'archive/2022/05/06/a.txt')), before)
  })

  it('takes an edited file as it is once a person says so, and refuses when it was changed again', async () => {
    await using w = await openArchiveWorld(QUIET, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha' })
    await check(w)
    await writeFile(join(w.dataFolder, 'archive/2022/05/06/a.txt'), 'edited on purpose')
    await check(w)
    const [finding] = await open(w)
    assert.equal(finding?.kind, 'changed')
    await writeFile(join(w.dataFolder, 'archive/2022/05/06/a.txt'), 'edited once more')
    const accept = () =>
      ask<FindingView>(w, 'archive.integrity.acceptFinding', { params: { findingId: finding?.findingId } })
    await assert.rejects(accept(), { code: 'archive/finding-outdated' })
    await check(w)
    assert.equal((await accept()).state, 'accepted')
    await check(w)
    assert.deepEqual([await open(w), await cards(w)], [[], []])
    const [item] = await listItems(w.db.read, 1, { limit: 1 })
    assert.equal(item?.sha256, createHash('sha256').update('edited once more').digest('hex'))
  })

  it('gives files that nobody told of their first hash, and follows what a person renamed', async () => {
    await using w = await openArchiveWorld(QUIET, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha' })
    await check(w)
    await w.put('archive/old/found.txt', 'found', taken)
    await w.put('archive/.hidden/x', 'not ours')
    await rename(join(w.dataFolder, 'archive/2022/05/06/a.txt'), join(w.dataFolder, 'archive/old/renamed.txt'))
    await check(w)
    const items = (await listItems(w.db.read, 1, { limit: 5 })).map(({ relPath, sha256 }) => [relPath, sha256 !== null])
    assert.deepEqual(items.toSorted(), [
      ['old/found.txt', true],
      ['old/renamed.txt', true],
    ])
    assert.deepEqual(await open(w), [])
    assert.equal((await listChecks(w.db.read, 1, { limit: 1 }))[0]?.filesAdded, 1)
  })

  it('follows what a person moved out of the one folder it looks at, and into it', async () => {
    await using w = await openArchiveWorld(QUIET, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha', 'b.txt': 'beta', 'c.txt': 'gamma' })
    await w.put('archive/old/stranger.txt', 'not looked at', taken)
    const [from, to] = [join(w.dataFolder, 'archive/2022/05/06'), join(w.dataFolder, 'archive/old')]
    await rename(join(from, 'a.txt'), join(to, 'a.txt'))
    await check(w, 'folder', '2022/05')
    assert.deepEqual([await open(w), await paths(w)], [[], ['2022/05/06/b.txt', '2022/05/06/c.txt', 'old/a.txt']])
    await rename(join(from, 'b.txt'), join(to, 'b.txt'))
    await check(w, 'folder', 'old/b.txt')
    await rm(join(from, 'c.txt'))
    await check(w, 'folder', '2022/05')
    assert.deepEqual(await paths(w), ['2022/05/06/c.txt', 'old/a.txt', 'old/b.txt'])
    const gone = (await open(w)).map(({ itemId, kind }) => [itemId, kind])
    const [c] = (await listItems(w.db.read, 1, { limit: 5 })).filter(({ relPath }) => relPath.endsWith('c.txt'))
    assert.deepEqual(gone, [[c?.itemId, 'missing']])
  })

  it('says that a file is gone, that it is back, and lets it go when a person agrees', async () => {
    await using w = await openArchiveWorld(QUIET, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha', 'b.txt': 'beta' })
    const path = join(w.dataFolder, 'archive/2022/05/06/a.txt')
    await rename(path, `${w.dataFolder}/away`)
    await check(w)
    assert.deepEqual(
      [(await open(w)).map(({ kind }) => kind), await cards(w)],
      [['missing'], ['archive.files-missing']],
    )
    await rename(`${w.dataFolder}/away`, path)
    await check(w)
    assert.deepEqual([await open(w), await cards(w)], [[], []])
    await rm(path)
    await check(w)
    const [finding] = await open(w)
    await ask(w, 'archive.integrity.acceptFinding', { params: { findingId: finding?.findingId } })
    const states = (await listItems(w.db.read, 1, { limit: 5 })).map(({ relPath, state }) => `${relPath} ${state}`)
    assert.deepEqual(states.toSorted(), ['2022/05/06/a.txt gone', '2022/05/06/b.txt filed'])
  })

  it('reads a share of the bytes, the files whose turn is the longest ago first', async () => {
    await using w = await openArchiveWorld(
      { integrity: { read_filed: false, share_percent: 50 } },
      { db: await openDb() },
    )
    await filed(w, { 'a.txt': 'aaaa', 'b.txt': 'bbbb', 'c.txt': 'cccc', 'd.txt': 'dddd' })
    const read = async () => {
      const items = await listItems(w.db.read, 1, { limit: 9 })
      const readings = await findReadings(
        w.db.read,
        items.map(({ itemId }) => itemId),
      )
      return items.filter(({ itemId }) => readings.get(itemId)?.readAt !== null).length
    }
    await check(w, 'share')
    assert.equal(await read(), 2)
    await check(w, 'share')
    assert.equal(await read(), 4)
  })
})

it('goes on after a stop with what was not read, and reads no file twice', async () => {
  const reads: string[] = []
  let stopAfter = 1
  const rereadFiles: HashFiles = async (files, options) => {
    if (stopAfter-- === 0) throw new Error('the process died')
    reads.push(...files.map(({ path }) => String(path).split('/').at(-1) ?? ''))
    return hashHere(files, options)
  }
  await using w = await openArchiveWorld(QUIET, { rereadFiles })
  const names = Array.from({ length: 600 }, (_none, index) => `f${index}.txt`)
  await filed(w, Object.fromEntries(names.map((name) => [name, name])))
  const { jobId } = await w.db.tx((tx) =>
    w.jobs.enqueue(tx, CheckIntegrity, { archiveId: 1, scope: 'all' }, { actor: 'person:1' }),
  )
  while ((await listChecks(w.db.read, 1, { limit: 1 }))[0]?.state === 'running' || reads.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const failed = await w.db.read.selectFrom('job_history').select('id').where('id', '=', jobId).executeTakeFirst()
    if (failed !== undefined) break
  }
  assert.equal((await listChecks(w.db.read, 1, { limit: 1 }))[0]?.state, 'failed')
  await w.db.tx((tx) => w.jobs.retry(tx, jobId, { actor: 'person:1' }))
  await untilQuiet(w)
  assert.deepEqual(reads.toSorted(), names.toSorted())
  const [ended] = await listChecks(w.db.read, 1, { limit: 2 })
  assert.deepEqual([ended?.state, ended?.filesRead], ['done', names.length])
})

it('reads the next files while the last are written down, and only those when it may not read as fast as it can', async () => {
  const names = Array.from({ length: 600 }, (_none, index) => `f${index}.txt`)
  const files = Object.fromEntries(names.map((name) => [name, name]))
  const second = Promise.withResolvers<void>()
  let calls = 0
  const apart: HashFiles = async (asked, options) => {
    if (++calls === 2) second.resolve()
    await second.promise
    return hashHere(asked, options)
  }
  {
    await using w = await openArchiveWorld(QUIET, { rereadFiles: apart })
    await filed(w, files)
    await check(w)
    assert.deepEqual([calls, (await listChecks(w.db.read, 1, { limit: 1 }))[0]?.filesRead], [2, 600])
  }
  let [now, most] = [0, 0]
  const counted: HashFiles = async (asked, options) => {
    most = Math.max(most, ++now)
    const answers = await hashHere(asked, options)
    now--
    return answers
  }
  await using w = await openArchiveWorld(
    { integrity: { read_filed: false, max_mb_per_s: 1000 } },
    { rereadFiles: counted },
  )
  await filed(w, files)
  await check(w)
  assert.deepEqual([most, (await listChecks(w.db.read, 1, { limit: 1 }))[0]?.filesRead], [1, 600])
})

it('concludes nothing of a file that was moved since the look: the next one finds it', async () => {
  const rereadFiles: HashFiles = async (files, options) => {
    const path = String(files[0]?.path)
    if (!path.endsWith('/a.txt')) return hashHere(files, options)
    await rename(path, path.replace('a.txt', 'moved.txt'))
    return [{ kind: 'failed', errno: 'ENOENT' }]
  }
  await using w = await openArchiveWorld(QUIET, { rereadFiles })
  await filed(w, { 'a.txt': 'alpha' })
  await check(w)
  assert.deepEqual([await open(w), await cards(w)], [[], []])
  await check(w)
  assert.deepEqual([await open(w), await paths(w)], [[], ['2022/05/06/moved.txt']])
})

it('follows a file that was given a name that is no text, and back', async () => {
  await using w = await openArchiveWorld(QUIET)
  await filed(w, { 'a.txt': 'alpha' })
  const folder = join(w.dataFolder, 'archive/2022/05/06')
  const [plain, raw] = [join(folder, 'a.txt'), Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe4, 0x2e])])]
  await rename(plain, raw)
  await check(w)
  const raws = async () => (await listItems(w.db.read, 1, { limit: 9 })).map(({ relRaw }) => relRaw)
  assert.deepEqual([await open(w), await raws()], [[], [Buffer.from('2022/05/06/').toString('hex') + 'e42e']])
  await rename(raw, plain)
  await check(w)
  assert.deepEqual([await open(w), await paths(w), await raws()], [[], ['2022/05/06/a.txt'], [null]])
})

it('tells a byte that only the reading turned from one on the disk', async () => {
  let nth = 0
  const rereadFiles: HashFiles = async (files, options) =>
    (await hashHere(files, options)).map((answer) => ({ ...answer, sha256: String(nth++).padStart(64, '0') }))
  await using w = await openArchiveWorld(QUIET, { rereadFiles })
  await filed(w, { 'a.txt': 'alpha' })
  await check(w)
  assert.deepEqual(
    (await open(w)).map(({ kind }) => kind),
    ['unsteady'],
  )
  const [finding] = await open(w)
  const request = { params: { findingId: finding?.findingId } }
  await assert.rejects(ask(w, 'archive.integrity.acceptFinding', request), { code: 'archive/finding-not-acceptable' })
})

it('reads back what was filed without being asked', async () => {
  await using w = await openArchiveWorld()
  await filed(w, { 'a.txt': 'alpha' })
  const [item] = await listItems(w.db.read, 1, { limit: 1 })
  const reading = (await findReadings(w.db.read, [item?.itemId ?? 0])).get(item?.itemId ?? 0)
  assert.equal(reading?.readBy, 'check')
})

it('counts the read-back of a move that copied as a reading, and one that only gave another name as none', async () => {
  const reads: string[] = []
  const rereadFiles: HashFiles = async (files, options) => {
    reads.push(...files.map(({ path }) => String(path).split('/').at(-1) ?? ''))
    return hashHere(files, options)
  }
  await using w = await openArchiveWorld({}, { rereadFiles })
  const begun = Date.now()
  for (const name of ['copied.txt', 'named.txt']) await w.put(`inbox/${name}`, name, taken)
  // A file with another name elsewhere is never put away as it is: what is written there would reach the archive.
  await link(join(w.dataFolder, 'inbox/copied.txt'), join(w.dataFolder, 'elsewhere'))
  await look(w)
  assert.deepEqual(reads, ['named.txt'])
  const items = await listItems(w.db.read, 1, { limit: 2 })
  const readings = await findReadings(
    w.db.read,
    items.map(({ itemId }) => itemId),
  )
  const facts = items.map(({ itemId, relPath }) => ({ relPath, ...readings.get(itemId) }))
  assert.deepEqual(facts.map(({ relPath, readBy }) => `${relPath} ${readBy}`).toSorted(), [
    '2022/05/06/copied.txt move',
    '2022/05/06/named.txt check',
  ])
  for (const { readAt, checkedAt } of facts)
    assert.ok(Number(readAt) >= begun && readAt === checkedAt, `${begun} ${readAt} ${checkedAt}`)
  const asked = items.map(({ sha256 }) => ({ sha256: String(sha256) }))
  const { answers } = await ask<{ answers: WhereView[] }>(w, 'archive.where.ask', { body: { files: asked } })
  assert.deepEqual(
    answers.map(({ verdict }) => verdict),
    ['safe', 'safe'],
  )
  // It is no less due than any other: a byte that turns is found.
  await flip(w, 'archive/2022/05/06/copied.txt')
  await check(w)
  assert.deepEqual(
    (await open(w)).map(({ kind }) => kind),
    ['rotten'],
  )
})

it('concludes nothing while the archive is away', async () => {
  await using w = await openArchiveWorld(QUIET)
  await filed(w, { 'a.txt': 'alpha' })
  await rename(join(w.dataFolder, 'archive'), join(w.dataFolder, 'unplugged'))
  const { jobId } = await w.db.tx((tx) =>
    w.jobs.enqueue(tx, CheckIntegrity, { archiveId: 1, scope: 'all' }, { actor: 'person:1' }),
  )
  for (;;) {
    const row = await w.db.read.selectFrom('job_queue').select(['state']).where('id', '=', jobId).executeTakeFirst()
    if (row?.state !== 'ready' && row?.state !== 'running') break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.deepEqual(await open(w), [])
  await rename(join(w.dataFolder, 'unplugged'), join(w.dataFolder, 'archive'))
  await w.db.tx((tx) => w.jobs.cancel(tx, jobId, { actor: 'person:1' }))
  await untilQuiet(w)
  assert.equal((await listChecks(w.db.read, 1, { limit: 1 }))[0]?.state, 'stopped')
})

it('reads no folder that is neither in the archive nor on record: nothing would be wrong with it', async () => {
  await using w = await openArchiveWorld(QUIET)
  await filed(w, { 'a.txt': 'alpha' })
  const start = (folder: string) => ask(w, 'archive.integrity.startCheck', { body: { scope: 'folder', folder } })
  await assert.rejects(start('2022/typo'), { code: 'archive/no-such-path' })
  await start('./2022//05/')
  await untilQuiet(w)
  assert.equal((await listChecks(w.db.read, 1, { limit: 1 }))[0]?.filesRead, 1)
  await rm(join(w.dataFolder, 'archive/2022'), { recursive: true })
  await start('2022/05')
  await rename(join(w.dataFolder, 'archive'), join(w.dataFolder, 'unplugged'))
  await start('2022/typo')
})
