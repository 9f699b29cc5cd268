import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { addLibrary } from '../../../test/library-world.ts'
import type { Attention } from '../../attention/index.ts'
import type { Db } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { manualClock } from '../../kernel/clock.ts'
import { createBus } from '../../live/bus.ts'
import { openEventLog } from '../../live/event-log.ts'
import type { Roots } from '../../transfer/index.ts'
import { addTitles } from '../titles/store.ts'
import { addFolders } from './discovery/store.ts'
import { type DiscoverDeps, discoverFolders } from './discovery/discover-folders.ts'
import { markMissing } from './ending/store.ts'
import { settleScan } from './ending/settle-scan.ts'
import { insertScan } from './store.ts'
import type { TreeProblem } from './tree/model.ts'

const clock = manualClock()
const steps = { probe: false, artwork: false, cache: false, enrich: false, publish: false }
const roots = {
  check: async () => ({ kind: 'online' }),
  get: async () => ({ path: '/media' }),
  requireOnline: async () => undefined,
  expectFiles: async () => undefined,
} as unknown as Roots
const attention = { raise: async () => undefined, resolve: async () => undefined } as unknown as Attention

/** A scan of `A-M/Show`, of whose library nothing is seen but `problems`; what of it was there before is one title. */
async function scanDark(db: Db, problems: readonly TreeProblem[], wasMissing = false) {
  const libraryId = await addLibrary(db)
  const insert = (folder: string | null, jobId: number) =>
    db.tx((tx) => {
      const told = { ids: {}, isGone: folder !== null }
      const options = { steps, mostFolders: null, folder, acceptMissing: 0, told }
      return insertScan(tx, { libraryId, runId: 1, jobId, mode: 'folder', options, actor: 'person:1' }, clock.now())
    })
  const before = await insert(null, 1)
  await db.tx((tx) => addFolders(tx, { scanId: before.scanId, libraryId }, ['A-M/Show']))
  const { id: folderId } = await db.read.selectFrom('library_folders').select('id').executeTakeFirstOrThrow()
  await db.tx((tx) => addTitles(tx, [{ libraryId, kind: 'movie', title: 'Show', folderId }], clock.now()))
  if (wasMissing) await db.tx((tx) => markMissing(tx, [folderId], clock.now()))
  const { scanId } = await insert('A-M/Show', 2)
  const threads = { walk: async () => ({ kind: 'walk', places: [], problems }) } as unknown as DiscoverDeps['threads']
  const finish: Parameters<JobContext['finishWith']>[0][] = []
  const job = {
    actor: 'person:1',
    runId: 1,
    clock,
    signal: new AbortController().signal,
    commit: (write: Parameters<Db['tx']>[0]) => db.tx(write),
    progress: () => undefined,
    finishWith: (write: (typeof finish)[number]) => void finish.push(write),
  } as unknown as JobContext
  const events = openEventLog({ db, clock, bus: createBus() })
  const run = async (work: Promise<unknown>) => {
    await work
    for (const write of finish.splice(0)) await db.tx(write)
  }
  await run(discoverFolders({ db, roots, threads })({ scanId }, job))
  await run(settleScan({ db, roots, attention, events, onRemoved: async () => undefined })({ scanId }, job))
  const [title] = await db.read.selectFrom('library_titles').select(['missing_since', 'deleted_at']).execute()
  return { isMissing: title?.missing_since !== null, isOut: title?.deleted_at !== null }
}

const UNREADABLE = { relPath: 'A-M', kind: 'unreadable', errno: 'EIO' } as const

onEachDatabase('a folder that another program said is gone', (open) => {
  it('is taken out when it was looked for and is not there', async () => {
    await using db = await open()
    assert.deepEqual(await scanDark(db, []), { isMissing: true, isOut: true })
  })

  it('stays when a folder above it can’t be read', async () => {
    await using db = await open()
    assert.deepEqual(await scanDark(db, [UNREADABLE]), { isMissing: false, isOut: false })
  })

  it('stays when it was missing before, and a folder above it can’t be read', async () => {
    await using db = await open()
    assert.deepEqual(await scanDark(db, [UNREADABLE], true), { isMissing: true, isOut: false })
  })

  it('stays when what could not be read was met after many harmless things', async () => {
    await using db = await open()
    const links = Array.from({ length: 1500 }, (_, at) => `A-M/Show/link ${at}`)
    const harmless = links.map((relPath): TreeProblem => ({ relPath, kind: 'symlink', errno: '' }))
    const dark = { ...UNREADABLE, relPath: 'A-M/Show' }
    assert.deepEqual(await scanDark(db, [...harmless, dark]), { isMissing: false, isOut: false })
  })
})
