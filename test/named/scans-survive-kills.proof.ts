import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type SpawnedApp, spawnApp } from '../spawn-app.ts'
import { BY_HAND } from '../start-app.ts'

const KILLS = 10
const FOLDERS = 125
/** A scan of one folder is six: itself, looking, reading, seeing what is gone, and two of publishing. */
const JOBS = 6 * FOLDERS
const LOOK_MS = 20

let place: string
before(() => {
  place = mkdtempSync(join(tmpdir(), 'patchbay-scan-kills-'))
  writeFileSync(join(place, 'patchbay.yaml'), BY_HAND)
})
after(() => rmSync(place, { recursive: true, force: true }))

const dataFolder = (): string => join(place, 'data')

function count(sql: string): number {
  const db = new Database(join(dataFolder(), 'patchbay.db'), { readonly: true })
  try {
    return (db.prepare(sql).get() as { n: number }).n
  } finally {
    db.close()
  }
}

const ended = (): number => count("select count(*) as n from job_history where kind like 'library.%'")

/** Until so many jobs have ended, or all have. */
async function untilEnded(least: number): Promise<void> {
  while (ended() < Math.min(least, JOBS)) await wait(LOOK_MS)
}

async function startScans(app: SpawnedApp): Promise<void> {
  const folder = join(dataFolder(), 'films')
  for (let at = 0; at < FOLDERS; at += 1) {
    const name = `Film ${at} (2001)`
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, `${name}.mkv`), name)
  }
  const settings = { isWatched: false, steps: { probe: false, cache: false, enrich: false } }
  const made = await app.cli('POST', 'api/v1/library/libraries', {
    kind: 'films',
    name: 'Films',
    path: folder,
    settings,
  })
  assert.equal(made.status, 201, made.text)
  const { libraryId } = made.json as { libraryId: number }
  for (let at = 0; at < FOLDERS; at += 1) {
    const started = await app.cli('POST', `api/v1/library/libraries/${libraryId}/scans`, {
      folder: `Film ${at} (2001)`,
    })
    assert.equal(started.status, 202, started.text)
  }
}

it(`ends every one of ${JOBS} jobs once though it is killed ${KILLS} times, and no film comes twice`, async () => {
  let app = await spawnApp({ dataFolder: dataFolder() })
  try {
    await startScans(app)
    for (let kill = 0; kill < KILLS; kill += 1) {
      await untilEnded(ended() + 15)
      await app.end('SIGKILL')
      app = await spawnApp({ dataFolder: dataFolder() })
    }
    await untilEnded(JOBS)
    await app.settled()
  } finally {
    await app.end('SIGTERM')
  }
  assert.equal(ended(), JOBS)
  assert.equal(count("select count(distinct id) as n from job_history where kind like 'library.%'"), JOBS)
  assert.equal(count("select count(*) as n from job_queue where kind like 'library.%'"), 0)
  assert.equal(count("select count(*) as n from job_history where kind like 'library.%' and state = 'completed'"), JOBS)
  assert.equal(count("select count(*) as n from library_scans where outcome = 'done'"), FOLDERS)
  assert.equal(count('select count(*) as n from library_titles'), FOLDERS)
  assert.equal(count('select count(distinct folder_id) as n from library_titles'), FOLDERS)
  assert.equal(count("select sum(count) as n from library_scan_counts where name = 'titles.added'"), FOLDERS)
})
