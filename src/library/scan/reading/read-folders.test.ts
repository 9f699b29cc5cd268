import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { addLibrary } from '../../../../test/library-world.ts'
import type { Db } from '../../../db/db.ts'
import type { JobContext } from '../../../jobs/index.ts'
import { manualClock } from '../../../kernel/clock.ts'
import { UnavailableError } from '../../../kernel/errors.ts'
import { createBus } from '../../../live/bus.ts'
import { openEventLog } from '../../../live/event-log.ts'
import { addFolders } from '../discovery/store.ts'
import type { ToldOfFolder } from '../model.ts'
import type { Prober } from '../ports.ts'
import { insertScan } from '../store.ts'
import { type ReadDeps, readFolders } from './read-folders.ts'
import { readPlaces } from './read-places.ts'

const clock = manualClock()
const steps = { probe: true, artwork: false, cache: false, enrich: false, publish: false }
const AMBER = 'Amber (2001)'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-folders-'))
  mkdirSync(join(folder, AMBER))
  writeFileSync(join(folder, AMBER, `${AMBER}.mkv`), 'video')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Answer = Awaited<ReturnType<Prober['probe']>>
const GOOD: Answer = { kind: 'read', found: { durationMs: 60_000, video: [{ width: 1920, height: 1080 }] } }
const failing = (code: string): Answer => ({ kind: 'failed', code, params: {} })

interface World {
  /** Reads the folder; the prober answers so, and the share is away afterwards when told. @returns how many files it was asked of */
  read(mode: 'full' | 'changed', answer: Answer, goesAway?: boolean): Promise<number>
  known(): Promise<{ streams: string | null; code: string | null; duration: number | null; lines: number | null }>
}

async function openWorld(db: Db, told: ToldOfFolder | null = null): Promise<World> {
  const libraryId = await addLibrary(db)
  let isOnline = true
  let asked = 0
  let jobs = 0
  const roots = {
    get: async () => ({ path: folder }),
    requireOnline: async () => {
      if (!isOnline) throw new UnavailableError('transfer/root-offline')
    },
  }
  const events = openEventLog({ db, clock, bus: createBus() })
  return {
    async read(mode, answer, goesAway = false) {
      const options = { steps, mostFolders: null, folder: told === null ? null : AMBER, acceptMissing: 0, told }
      const wish = { libraryId, runId: 1, jobId: ++jobs, mode, options, actor: 'person:1' }
      const { scanId } = await db.tx((tx) => insertScan(tx, wish, clock.now()))
      await db.tx((tx) => addFolders(tx, { scanId, libraryId }, [AMBER]))
      const prober: Prober = {
        probe: async () => {
          asked += 1
          isOnline = !goesAway
          return answer
        },
      }
      const threads = { read: readPlaces }
      const finish: Parameters<JobContext['finishWith']>[0][] = []
      const job = {
        actor: 'person:1',
        runId: 1,
        clock,
        signal: new AbortController().signal,
        progress: () => undefined,
        finishWith: (write: (typeof finish)[number]) => void finish.push(write),
      } as unknown as JobContext
      const before = asked
      const deps = { db, roots, threads, prober, events } as unknown as ReadDeps
      try {
        await readFolders(deps)({ scanId, places: [[AMBER, AMBER]] }, job)
      } finally {
        isOnline = true
      }
      for (const write of finish) await db.tx(write)
      clock.advance(1000)
      return asked - before
    },
    async known() {
      const file = await db.read.selectFrom('library_files').selectAll().executeTakeFirstOrThrow()
      const title = await db.read.selectFrom('library_titles').selectAll().executeTakeFirstOrThrow()
      const duration = title.duration_ms === null ? null : Number(title.duration_ms)
      return { streams: file.streams, code: file.probe_code, duration, lines: title.picture_lines }
    },
  }
}

onEachDatabase('a share that hiccups while files are probed', (open) => {
  it('keeps what was known of a file that has not changed', async () => {
    await using db = await open()
    const world = await openWorld(db)
    await world.read('full', GOOD)
    const before = await world.known()
    assert.deepEqual([before.lines, before.duration, before.code], [1080, 60_000, null])
    assert.equal(await world.read('full', failing('media/unreadable')), 1)
    assert.deepEqual(await world.known(), before)
    writeFileSync(join(folder, AMBER, `${AMBER}.mkv`), 'another video')
    await world.read('full', failing('media/no-streams'))
    assert.deepEqual(await world.known(), { streams: null, code: 'media/no-streams', duration: null, lines: null })
  })

  it('writes nothing when it is away after the probing', async () => {
    await using db = await open()
    const world = await openWorld(db)
    await world.read('full', GOOD)
    writeFileSync(join(folder, AMBER, `${AMBER}.mkv`), 'another video')
    const before = await world.known()
    await assert.rejects(world.read('full', failing('media/unreadable'), true), /root-offline/)
    assert.deepEqual(await world.known(), before)
  })

  it('is asked again for what it did not answer, and not for what it said of a file', async () => {
    await using db = await open()
    const world = await openWorld(db)
    for (const code of ['media/took-too-long', 'media/unreadable', 'media/not-probed', 'media/no-streams'])
      assert.equal(await world.read('changed', failing(code)), 1, code)
    assert.equal(await world.read('changed', GOOD), 0)
  })
})

onEachDatabase('ids that another program told of a folder', (open) => {
  it('are no word of a person', async () => {
    await using db = await open()
    const world = await openWorld(db, { ids: { tmdb: '5' }, isGone: false })
    await world.read('full', GOOD)
    const title = await db.read.selectFrom('library_titles').selectAll().executeTakeFirstOrThrow()
    const { tmdb } = JSON.parse(title.sources) as { tmdb?: { source: string } }
    assert.deepEqual([title.tmdb_id, tmdb?.source, title.locks], ['5', 'name', '[]'])
  })
})
