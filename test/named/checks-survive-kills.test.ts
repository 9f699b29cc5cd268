import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { CheckView, FindingView } from '../../src/archive/integrity/contract.ts'
import { randomFrom } from '../faults/random.ts'
import { type SpawnedApp, spawnApp } from '../spawn-app.ts'
import { BY_HAND } from '../start-app.ts'

const FILES = 700
/** One in each of the parts that a check writes down at once. */
const FLIPPED = [70, 370, 670]
const BYTES = 4000
/** The third death of a job in a row sets it aside for a person. */
const KILLS = 3
const TAKEN = new Date('2020-05-06T10:00:00Z')
/** So slow that a check of all files takes some seconds. */
const SLOWLY = '  integrity:\n    read_filed: false\n    max_mb_per_s: 1.2\n'
const LOOK_MS = 10

const pathOf = (at: number): string => `20${10 + (at % 7)}/0${1 + (at % 9)}/${String(at).padStart(3, '0')}.jpg`
const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

interface Written {
  state: string
  filesRead: number
  /** Files that say of themselves that this check looked at them. */
  looked: number
  checks: number
}

/** What stands in the database, while no server runs or beside it. */
function written(dataFolder: string): Written {
  const db = new Database(join(dataFolder, 'patchbay.db'), { readonly: true })
  try {
    const row = db
      .prepare(
        `select state, files_read as filesRead, (select count(*) from archive_checks) as checks,
          (select count(*) from archive_items where state = 'filed' and checked_at >= archive_checks.started_at) as looked
        from archive_checks order by id desc limit 1`,
      )
      .get()
    return row as Written
  } finally {
    db.close()
  }
}

function fill(dataFolder: string): void {
  for (let at = 0; at < FILES; at++) {
    const file = join(dataFolder, 'archive', pathOf(at))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, Buffer.alloc(BYTES, `picture ${at}`))
    utimesSync(file, TAKEN, TAKEN)
  }
}

/** Turns one byte and puts the time back. */
function flip(file: string): void {
  const bytes = readFileSync(file)
  bytes.writeUInt8(bytes.readUInt8(BYTES / 2) ^ 1, BYTES / 2)
  writeFileSync(file, bytes)
  utimesSync(file, TAKEN, TAKEN)
}

async function checkAll(app: SpawnedApp): Promise<void> {
  const { status, text } = await app.cli('POST', 'api/v1/archive/integrity/checks', { scope: 'all' })
  assert.equal(status, 202, text)
}

const newestCheck = async (app: SpawnedApp): Promise<CheckView | undefined> =>
  (await app.get<{ items: CheckView[] }>('api/v1/archive/integrity/checks?limit=1')).items[0]

/** What was set aside because the process died in it is put back, as a person does who reads the card. */
async function putBack(app: SpawnedApp): Promise<number> {
  const aside = (await app.jobs('?state=quarantined')).filter(({ kind }) => kind === 'archive.check')
  for (const { jobId } of aside) assert.ok((await app.cli('POST', `api/v1/jobs/${jobId}/retry`, {})).status < 300)
  return aside.length
}

it(
  `a check goes on where it was though it is killed ${KILLS} times, leaves no file out, and tells nothing twice`,
  {
    timeout: 120_000,
  },
  async (t) => {
    const seed = Date.now()
    t.diagnostic(`seed ${seed}`)
    const random = randomFrom(seed)
    const place = mkdtempSync(join(tmpdir(), 'patchbay-check-kills-'))
    const dataFolder = join(place, 'data')
    const yaml = join(place, 'patchbay.yaml')
    let app: SpawnedApp | undefined
    try {
      fill(dataFolder)
      writeFileSync(yaml, `${BY_HAND}  integrity:\n    read_filed: false\n`)
      app = await spawnApp({ dataFolder })
      await checkAll(app)
      await app.settled()
      assert.equal((await newestCheck(app))?.filesAdded, FILES)
      await app.end('SIGTERM')
      for (const at of FLIPPED) flip(join(dataFolder, 'archive', pathOf(at)))
      const before = Array.from({ length: FILES }, (_, at) => digestOf(join(dataFolder, 'archive', pathOf(at))))

      writeFileSync(yaml, `${BY_HAND}${SLOWLY}`)
      app = await spawnApp({ dataFolder })
      await checkAll(app)
      const struck: number[] = []
      let [last, aside] = [0, 0]
      for (let kill = 0; kill < KILLS; kill++) {
        aside += await putBack(app)
        // The first one strikes at any moment; those behind it, once one more part was written down, while there is one.
        const least = kill === 0 ? 0 : Math.min(last + 1, FILES - 1)
        while (written(dataFolder).filesRead < Math.min(least, 2 * 256)) await wait(LOOK_MS)
        await wait(random.below(300))
        await app.end('SIGKILL')
        const now = written(dataFolder)
        assert.ok(now.filesRead >= last, `${now.filesRead} after ${last}: what was read before was forgotten`)
        assert.equal(now.looked, now.filesRead, 'what is counted is what was looked at')
        struck.push(now.filesRead)
        last = now.filesRead
        app = await spawnApp({ dataFolder })
      }
      aside += await putBack(app)
      await app.until('the check is over', async () => written(dataFolder).looked === FILES)
      await app.settled()
      t.diagnostic(`killed after ${struck.join(', ')} of ${FILES} files; set aside ${aside} times`)
      assert.ok(
        struck.some((files) => files > 0 && files < FILES),
        `never in the middle: ${struck.join(', ')}`,
      )
      assert.equal(aside, 1)

      const check = await newestCheck(app)
      assert.deepEqual([check?.state, check?.filesRead, check?.findings], ['done', FILES, FLIPPED.length])
      assert.deepEqual(written(dataFolder), { state: 'done', filesRead: FILES, looked: FILES, checks: 2 })
      const { items } = await app.get<{ items: FindingView[] }>('api/v1/archive/integrity/findings?limit=50')
      assert.deepEqual(
        items.map(({ path, kind }) => `${path} ${kind}`).toSorted(),
        FLIPPED.map((at) => `${pathOf(at)} rotten`).toSorted(),
      )
      const cards = (await app.cards()).filter(({ said }) => said.code.startsWith('archive.files-'))
      assert.deepEqual(
        cards.map(({ said }) => [said.code, said.params['count']]),
        [['archive.files-damaged', FLIPPED.length]],
      )
      const after = Array.from({ length: FILES }, (_, at) => digestOf(join(dataFolder, 'archive', pathOf(at))))
      assert.deepEqual(after, before, 'a check changes no file')
    } finally {
      await app?.end('SIGKILL')
      rmSync(place, { recursive: true, force: true })
    }
  },
)
