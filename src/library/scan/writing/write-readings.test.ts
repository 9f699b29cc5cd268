import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { addLibrary } from '../../../../test/library-world.ts'
import type { Db } from '../../../db/db.ts'
import { inChunks } from '../../../db/in-chunks.ts'
import { createBus } from '../../../live/bus.ts'
import { openEventLog } from '../../../live/event-log.ts'
import { manualClock } from '../../../kernel/clock.ts'
import { getLibrary, type LibraryKind } from '../../libraries/index.ts'
import { addFolders, markSeen } from '../discovery/store.ts'
import { findMovable } from '../moves/find-movable.ts'
import type { PlaceReading } from '../reading/model.ts'
import { readPlaces } from '../reading/read-places.ts'
import {
  deleteSoftly,
  dropGone,
  listDueTitles,
  listHollow,
  listTitlesRead,
  listUnseen,
  markMissing,
} from '../ending/store.ts'
import { findScan, insertScan, listCounts } from '../store.ts'
import { listFolders, treeReader } from '../tree/list-tree.ts'
import { walkPlaces } from '../tree/walk-places.ts'
import { noteRead } from './store.ts'
import { writeReadings } from './write-readings.ts'

const clock = manualClock()
const steps = { probe: false, artwork: true, cache: false, enrich: false, publish: false }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-readings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(relPath: string, content = relPath): void {
  mkdirSync(dirname(join(folder, relPath)), { recursive: true })
  writeFileSync(join(folder, relPath), content)
}

/** What the jobs of a scan do, one after the other. */
async function scan(db: Db, libraryId: number, kind: LibraryKind): Promise<number> {
  const events = openEventLog({ db, clock, bus: createBus() })
  const library = await getLibrary(db.read, libraryId)
  const options = { steps, mostFolders: null, folder: null, acceptMissing: 0, told: null }
  const wish = { libraryId, runId: 1, jobId: clock.now(), mode: 'changed', options, actor: 'person:1' } as const
  const { scanId } = await db.tx((tx) => insertScan(tx, wish, clock.now()))
  const reader = treeReader(folder, [])
  const { places } = walkPlaces(reader, kind, ['', ...listFolders(reader, '')])
  const paths = places.map(({ relPath }) => relPath)
  await inChunks(paths, 500, (part) => db.tx((tx) => addFolders(tx, { scanId, libraryId }, part)))
  const rows = await db.read.selectFrom('library_folders').select('id').where('scan_id', '=', scanId).execute()
  const known = rows.map(({ id }) => id)
  await inChunks(known, 500, (part) => db.tx((tx) => markSeen(tx, scanId, part)))
  const wanted = places.map(({ relPath, unit }) => ({ relPath, unit, word: {}, toldIds: {} }))
  const answers = await readPlaces({ rootPath: folder, rules: { kind, ignore: [] }, places: wanted, takesArt: true })
  const readings = answers.filter((one): one is PlaceReading => one.is === 'read')
  const found = await findScan(db.read, scanId)
  assert.ok(found !== undefined)
  const movable = await findMovable(db.read, { scan: found, library, rootPath: folder, readings })
  const batch = {
    scan: found,
    library,
    readings,
    failures: [],
    probed: new Map(),
    movable,
    actor: 'person:1',
    runId: 1,
  }
  await db.tx((tx) => writeReadings(tx, events, { ...batch, now: clock.now() }))
  const unseen = await listUnseen(db.read, { libraryId, scanId, folder: null })
  if (unseen.length > 0)
    await db.tx((tx) =>
      markMissing(
        tx,
        unseen.map(({ folderId }) => folderId),
        clock.now(),
      ),
    )
  clock.advance(1000)
  return scanId
}

const titlesOf = (db: Db) =>
  db.read
    .selectFrom('library_titles')
    .select(['id', 'title', 'year', 'kind', 'parent_id', 'missing_since', 'version'])
    .orderBy('id')
    .execute()

onEachDatabase('what a scan writes', (open) => {
  it('is the same when nothing has changed, and has one row a title when all is read again', async () => {
    await using db = await open()
    const libraryId = await addLibrary(db)
    put('Amber (2001)/Amber (2001).mkv')
    put('Amber (2001)/movie.nfo', '<movie><title>Amber</title><plot>A plot.</plot></movie>')
    put('Amber (2001)/poster.jpg')
    put('Loose (1999).mkv')
    const first = await scan(db, libraryId, 'films')
    const before = await titlesOf(db)
    assert.deepEqual(before.map(({ title, year }) => [title, year]).toSorted(), [
      ['Amber', 2001],
      ['Loose', 1999],
    ])
    const second = await scan(db, libraryId, 'films')
    assert.deepEqual(await titlesOf(db), before)
    const counts = await listCounts(db.read, [first, second])
    assert.deepEqual(
      [counts.get(first)?.['titles.added'], counts.get(second)?.['titles.added'], counts.get(first)?.['artwork.found']],
      [2, undefined, 1],
    )
    assert.equal((await listTitlesRead(db.read, { libraryId, startedAt: 0 })).length, 2)
  })

  it('keeps a title whose folder moved, and drops what has been gone for long', async () => {
    await using db = await open()
    const libraryId = await addLibrary(db)
    put('Amber (2001)/Amber (2001).mkv')
    put('Birch (2002)/Birch (2002).mkv')
    await scan(db, libraryId, 'films')
    const before = await titlesOf(db)
    mkdirSync(join(folder, 'New'))
    renameSync(join(folder, 'Amber (2001)'), join(folder, 'New/Amber (2001)'))
    rmSync(join(folder, 'Birch (2002)'), { recursive: true })
    await scan(db, libraryId, 'films')
    const after = await titlesOf(db)
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id),
    )
    assert.deepEqual(
      after.map(({ title, missing_since }) => [title, missing_since === null]),
      [
        ['Amber', true],
        ['Birch', false],
      ],
    )
    const due = await listDueTitles(db.read, libraryId, clock.now())
    assert.deepEqual(
      due.map(({ title }) => title),
      ['Birch'],
    )
    await db.tx((tx) =>
      deleteSoftly(
        tx,
        due.map(({ titleId }) => titleId),
        clock.now(),
      ),
    )
    await db.tx((tx) => dropGone(tx, libraryId, clock.now()))
    const left = await db.read.selectFrom('library_folders').select('rel_path').orderBy('rel_path').execute()
    assert.deepEqual(
      left.map(({ rel_path }) => rel_path),
      ['Birch (2002)', 'New/Amber (2001)'],
    )
  })

  it('hangs episodes below seasons below series, and finds what is hollow', async () => {
    await using db = await open()
    const libraryId = await addLibrary(db, 'series')
    put('Ferry/Season 1/Ferry S01E01.mkv')
    put('Ferry/Season 1/Ferry S01E02.mkv')
    await scan(db, libraryId, 'series')
    const titles = await titlesOf(db)
    const idOf = (kind: string) => titles.find((row) => row.kind === kind)?.id
    assert.deepEqual(
      titles.map(({ kind, parent_id }) => [kind, parent_id]),
      [
        ['series', null],
        ['season', idOf('series')],
        ['tv-episode', idOf('season')],
        ['tv-episode', idOf('season')],
      ],
    )
    const episodes = titles.filter(({ kind }) => kind === 'tv-episode').map(({ id }) => id)
    rmSync(join(folder, 'Ferry'), { recursive: true })
    await scan(db, libraryId, 'series')
    await db.tx((tx) => deleteSoftly(tx, episodes, clock.now()))
    assert.deepEqual(
      (await listHollow(db.read, libraryId)).map(({ kind }) => kind),
      ['season'],
    )
  })

  it('leaves a folder seen by the newer of two scans beside each other, whatever the older one writes later', async () => {
    await using db = await open()
    const libraryId = await addLibrary(db)
    await db.tx((tx) => addFolders(tx, { scanId: 7, libraryId }, ['Amber (2001)', 'Birch (2002)']))
    const rows = await db.read.selectFrom('library_folders').select(['id', 'rel_path']).orderBy('id').execute()
    const [amber] = rows
    assert.ok(amber !== undefined)
    const read = [{ folderId: amber.id, sum: 'sum' }]
    await db.tx((tx) => noteRead(tx, read, { scanId: 6, now: clock.now() }))
    await db.tx((tx) => addFolders(tx, { scanId: 6, libraryId }, ['Birch (2002)']))
    assert.deepEqual(await listUnseen(db.read, { libraryId, scanId: 7, folder: null }), [])
    await db.tx((tx) => noteRead(tx, read, { scanId: 8, now: clock.now() }))
    assert.deepEqual(
      (await listUnseen(db.read, { libraryId, scanId: 8, folder: null })).map(({ relPath }) => relPath),
      ['Birch (2002)'],
    )
  })
})
