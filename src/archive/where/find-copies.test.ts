import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { link, lstat, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import type { AskedFile, WhereView } from './contract.ts'
import type { PeerAnswer } from './ports.ts'

const taken = new Date('2022-05-06T10:00:00')
const person = { id: 'person:1', name: 'a', scopes: new Set() }
const sha = (content: string): string => createHash('sha256').update(content).digest('hex')

async function call<T>(w: ArchiveWorld, operationId: string, request: object): Promise<T> {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  const signal = new AbortController().signal
  return (await route?.handle({ ...request, actor: person, signal } as never)) as T
}

const ask = async (w: ArchiveWorld, ...files: AskedFile[]): Promise<WhereView[]> =>
  (await call<{ answers: WhereView[] }>(w, 'archive.where.ask', { body: { files } })).answers

const verdictOf = async (w: ArchiveWorld, content: string): Promise<unknown[]> => {
  const [answer] = await ask(w, { sha256: sha(content) })
  return [answer?.verdict, answer?.missing.map(({ code }) => code)]
}

async function filed(w: ArchiveWorld, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await w.put(`inbox/${name}`, content, taken)
  await look(w)
}

const FILE = 'archive/2022/05/06/a.txt'

onEachDatabase('the answer whether a file is safe', (openDb) => {
  it('is safe when its bytes were read in the archive, and unknown when nobody has seen them', async () => {
    await using w = await openArchiveWorld({}, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha' })
    const [known, unknown] = await ask(w, { sha256: sha('alpha') }, { sha256: sha('never seen') })
    assert.deepEqual([known?.verdict, unknown?.verdict], ['safe', 'unknown'])
    assert.deepEqual(
      known?.copies.map(({ place, path, isVerified, verifiedBy }) => [place, path, isVerified, verifiedBy]),
      [['archive', '2022/05/06/a.txt', true, 'check']],
    )
  })

  it('is not safe while it was only filed, and names when it will be read', async () => {
    await using w = await openArchiveWorld({ integrity: { read_filed: false } }, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha' })
    assert.deepEqual(await verdictOf(w, 'alpha'), ['not-safe', ['where.not-read-yet']])
  })

  it('counts nothing that changed since it was read, though its size and time are the same', async () => {
    await using w = await openArchiveWorld({}, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha' })
    const { atime, mtime } = await lstat(join(w.dataFolder, FILE))
    await writeFile(join(w.dataFolder, FILE), 'ALPHA')
    await utimes(join(w.dataFolder, FILE), atime, mtime)
    assert.deepEqual(await verdictOf(w, 'alpha'), ['not-safe', ['where.changed-since-read']])
  })

  it('tells gone from away: a folder that is offline is no answer', async () => {
    await using w = await openArchiveWorld({}, { db: await openDb() })
    await filed(w, { 'a.txt': 'alpha', 'b.txt': 'beta' })
    await rm(join(w.dataFolder, FILE))
    assert.deepEqual(await verdictOf(w, 'alpha'), ['not-safe', ['where.gone']])
    await rename(join(w.dataFolder, 'archive'), join(w.dataFolder, 'unplugged'))
    assert.deepEqual(await verdictOf(w, 'beta'), ['could-not-look', ['where.offline']])
  })

  it('is not safe in the intake, among the duplicates, or in a batch', async () => {
    await using w = await openArchiveWorld(
      { intake: { watch: false, settle_sec: 1, mode: 'review' } },
      { db: await openDb() },
    )
    await filed(w, { 'a.txt': 'alpha', 'b.txt': 'alpha' })
    assert.deepEqual(await verdictOf(w, 'alpha'), ['not-safe', ['where.in-intake']])
  })
})

it('takes the archive’s own file for no copy of itself, and a second name of it for one', async () => {
  await using w = await openArchiveWorld()
  await filed(w, { 'a.txt': 'alpha' })
  const path = join(w.dataFolder, FILE)
  const { dev, ino } = await lstat(path, { bigint: true })
  const self = { path, dev: String(dev), ino: String(ino) }
  const [itself] = await ask(w, { sha256: sha('alpha'), self })
  assert.deepEqual([itself?.verdict, itself?.missing[0]?.code], ['not-safe', 'where.itself'])
  const [elsewhere] = await ask(w, { sha256: sha('alpha'), self: { ...self, path: '/media/card/a.txt' } })
  assert.equal(elsewhere?.verdict, 'safe')
})

const peers: [string, PeerAnswer, object, unknown[]][] = [
  ['the peer has it', answered({ verifiedAt: 1, waits: null }), {}, ['safe', []]],
  [
    'the peer waits',
    answered({ verifiedAt: null, waits: { code: 'where.not-at-peer', params: {} } }),
    {},
    ['not-safe', ['where.not-at-peer']],
  ],
  [
    'the peer can’t be asked',
    { kind: 'failed', why: { code: 'where.unreadable', params: { errno: 'x', path: '' } } },
    {},
    ['could-not-look', ['where.unreadable']],
  ],
  ['no peer is wanted', answered({ verifiedAt: null, waits: null }), { safe: { copies: 'archive' } }, ['safe', []]],
  [
    'a peer is wanted and none set up',
    { kind: 'not-set-up' },
    { safe: { copies: 'archive-and-peer' } },
    ['not-safe', ['where.no-peer']],
  ],
]

function answered(copy: { verifiedAt: number | null; waits: { code: string; params: object } | null }): PeerAnswer {
  return { kind: 'answered', copies: new Map([[sha('alpha'), [{ peer: 'nas', ...copy } as never]]]) }
}

for (const [name, answer, settings, expected] of peers) {
  it(`goes by the setting and the peer: ${name}`, async () => {
    await using w = await openArchiveWorld(settings, { peerCopiesOf: async () => answer })
    await filed(w, { 'a.txt': 'alpha' })
    assert.deepEqual(await verdictOf(w, 'alpha'), expected)
  })
}

interface LookReply {
  files: { path: string; where: WhereView | null; reason: { code: string } | null }[]
  nextCursor: string | null
}

it('reads a folder of the server page by page, and leaves out nothing that it could not read', async () => {
  await using w = await openArchiveWorld({ intake: { watch: false, settle_sec: 1, mode: 'review' } })
  await w.put('inbox/card/a.txt', 'alpha', taken)
  await w.put('inbox/card/b.txt', 'beta', taken)
  await link(join(w.dataFolder, 'inbox/card/a.txt'), join(w.dataFolder, 'inbox/card/a2.txt'))
  await writeFile(Buffer.concat([Buffer.from(join(w.dataFolder, 'inbox/card/')), Buffer.from([0xff, 0x2e])]), 'raw')
  await look(w)
  await untilQuiet(w)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const query = { root: 'inbox', path: 'card', limit: 2, cursor }
    const page = await call<LookReply>(w, 'archive.where.look', { query })
    seen.push(...page.files.map(({ path, where, reason }) => `${path} ${where?.verdict ?? reason?.code}`))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  assert.equal(seen.length, 4)
  assert.deepEqual(seen.filter((one) => one.startsWith('card/a')).length, 2)
  assert.ok(
    seen.every((one) => /not-safe|unknown/.test(one)),
    seen.join(),
  )
  const query = { root: 'inbox', path: '../batches', limit: 2 }
  await assert.rejects(call(w, 'archive.where.look', { query }), { code: 'archive/outside-root' })
  await assert.rejects(call(w, 'archive.where.look', { query: { ...query, path: 'no' } }), {
    code: 'archive/no-such-path',
  })
  assert.ok((await readFile(join(w.dataFolder, 'inbox/card/b.txt'))).length > 0)
})

it('reads nothing behind a link that leads out of the folder', async () => {
  await using w = await openArchiveWorld()
  await mkdir(join(w.dataFolder, 'elsewhere'))
  await writeFile(join(w.dataFolder, 'elsewhere/key'), 'secret')
  await symlink(join(w.dataFolder, 'elsewhere'), join(w.dataFolder, 'inbox/way'))
  for (const path of ['way/key', 'way/.', './way/key', 'way/no-such']) {
    const query = { root: 'inbox', path, limit: 2 }
    await assert.rejects(call(w, 'archive.where.look', { query }), { code: 'media/leads-elsewhere' }, path)
  }
})
