import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { FINISHED_STATES } from '../../src/jobs/model.ts'
import type { KeptFileView, PublicationView } from '../../src/library/publish/contract.ts'
import { drawPicture } from '../artwork-world.ts'
import { type SpawnedApp, spawnApp } from '../spawn-app.ts'
import { QUICK } from '../start-app.ts'

const FINISHED: ReadonlySet<string> = new Set(FINISHED_STATES)
const CYCLES = 3
const FILMS = 15

const filesIn = async (folder: string): Promise<{ name: string; path: string }[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => ({ name, path: join(parentPath, name) }))

async function addFilms(media: string, cycle: number): Promise<void> {
  for (let film = 0; film < FILMS; film += 1) {
    const folder = join(media, `Film ${cycle} ${film} (2001)`)
    await mkdir(folder)
    await writeFile(join(folder, 'film.mkv'), `film ${cycle} ${film}`)
    await writeFile(join(folder, 'folder.jpg'), await drawPicture(cycle * 7 + (film % 5), { width: 500, height: 750 }))
  }
}

async function scan(app: SpawnedApp, libraryId: number): Promise<void> {
  const { status, text } = await app.cli('POST', `api/v1/library/libraries/${libraryId}/scans`, {})
  assert.equal(status, 202, text)
}

async function addLibrary(app: SpawnedApp, media: string): Promise<number> {
  const steps = { probe: false, enrich: false, publish: true }
  const wish = { kind: 'films', name: 'Films', path: media, settings: { steps, isWatched: false } }
  const { status, text, json } = await app.cli('POST', 'api/v1/library/libraries', wish)
  assert.equal(status, 201, text)
  return json['libraryId'] as number
}

const idle = (app: SpawnedApp): Promise<void> =>
  app.until('no job of the library is left', async () =>
    (await app.jobs()).every(({ kind, state }) => !kind.startsWith('library.') || FINISHED.has(state)),
  )

const nfosIn = async (media: string): Promise<number> =>
  (await filesIn(media)).filter(({ name }) => name.endsWith('.nfo')).length

it(
  'makes no file of its own look like a stranger’s when it is killed while it publishes',
  { timeout: 300_000 },
  async () => {
    const place = await realpath(await mkdtemp(join(tmpdir(), 'patchbay-killed-')))
    const [dataFolder, media] = [join(place, 'data'), join(place, 'media')]
    await mkdir(media)
    await writeFile(join(place, 'patchbay.yaml'), QUICK)
    const env = { PATCHBAY_ALLOWED_ROOTS: media }
    let libraryId = 0
    try {
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        await using app = await spawnApp({ dataFolder, env })
        if (cycle === 0) libraryId = await addLibrary(app, media)
        // What was killed goes on; a scan that is asked for meanwhile would be that one.
        await idle(app)
        await addFilms(media, cycle)
        const before = await nfosIn(media)
        const patience = Date.now() + 30_000
        await scan(app, libraryId)
        while ((await nfosIn(media)) < before + 3 + cycle) {
          assert.ok(Date.now() < patience, 'nothing is published')
          await wait(3)
        }
        await app.end('SIGKILL')
      }
      await using app = await spawnApp({ dataFolder, env })
      await idle(app)
      await scan(app, libraryId)
      await idle(app)
      assert.equal(await nfosIn(media), CYCLES * FILMS)
      const kept = await app.get<{ items: KeptFileView[] }>('api/v1/library/kept-files')
      assert.deepEqual(kept.items, [])
      const { items } = await app.get<{ items: { titleId: number }[] }>('api/v1/library/titles?limit=200')
      assert.equal(items.length, CYCLES * FILMS)
      for (const { titleId } of items) {
        const { steps } = await app.get<PublicationView>(`api/v1/library/titles/${titleId}/publication`)
        assert.deepEqual(
          steps.map(({ act }) => act),
          ['same', 'same'],
        )
      }
      for (const { name, path } of await filesIn(join(dataFolder, 'cache/library')))
        if (/^[0-9a-f]{64}\./.test(name))
          assert.equal(
            createHash('sha256')
              .update(await readFile(path))
              .digest('hex'),
            name.slice(0, 64),
          )
    } finally {
      await rm(place, { recursive: true, force: true })
    }
  },
)
