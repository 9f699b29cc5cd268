import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startApp, type TestApp } from '../../../test/start-app.ts'
import type { Problem } from '../../kernel/contract.ts'
import type { LibraryView } from './contract.ts'

function folderOf(app: TestApp, name: string): string {
  const folder = join(app.app.dataFolder, 'media', name)
  mkdirSync(folder, { recursive: true })
  return folder
}

const QUIET = { isWatched: false, steps: { probe: false, cache: false, enrich: false } }

async function add(app: TestApp, name: string, more: object = {}): Promise<LibraryView> {
  const body = { kind: 'films', name, path: folderOf(app, name), settings: QUIET, ...more }
  const answer = await app.cli('POST', 'api/v1/library/libraries', body)
  assert.equal(answer.status, 201, answer.text)
  return answer.json as LibraryView
}

const patch = async (app: TestApp, { libraryId, etag }: LibraryView, body: object) =>
  app.call('PATCH', `api/v1/library/libraries/${libraryId}`, {
    headers: { authorization: await app.bearer(), 'if-match': `"${etag}"` },
    body,
  })

describe('libraries', () => {
  it('are added with usual settings, changed part by part, and show when each task runs next', async () => {
    await using app = await startApp()
    const library = await add(app, 'Films')
    assert.deepEqual(library.settings.steps, {
      probe: false,
      artwork: true,
      cache: false,
      enrich: false,
      publish: false,
    })
    assert.ok(library.settings.ignore.includes('@eaDir'))
    assert.deepEqual(
      library.tasks.map(({ task, cron }) => [task, cron]),
      [
        ['scan', '30 2 * * *'],
        ['cleanup', '15 5 * * *'],
        ['update', '0 4 * * *'],
        ['verification', '0 6 * * 0'],
      ],
    )
    assert.match(library.tasks[0]?.nextAt ?? '', /T\d\d:30:00\.000Z$/)
    const settings = { schedules: { scan: '10 4 * * *', cleanup: null }, artwork: { fanart: 0 } }
    const changed = await patch(app, library, { name: 'Pictures', settings })
    assert.equal(changed.status, 200, changed.text)
    const after = changed.json as LibraryView
    assert.deepEqual([after.name, after.settings.artwork.fanart, after.settings.artwork.poster], ['Pictures', 0, 1])
    assert.deepEqual(
      after.tasks.map(({ task, cron }) => [task, cron]),
      [
        ['scan', '10 4 * * *'],
        ['cleanup', null],
        ['update', '0 4 * * *'],
        ['verification', '0 6 * * 0'],
      ],
    )
    await app.restart()
    const { items } = await app.get<{ items: LibraryView[] }>('api/v1/library/libraries')
    assert.deepEqual(items[0]?.tasks, after.tasks)
    assert.equal((await patch(app, library, { name: 'Again' })).status, 412)
  })

  it('refuse a folder that is not allowed, taken or inside of another, a wrong time and a wrong pattern', async () => {
    await using app = await startApp()
    await add(app, 'Films')
    const refused = async (body: object): Promise<string> => {
      const answer = await app.cli('POST', 'api/v1/library/libraries', {
        kind: 'films',
        name: 'Other',
        settings: QUIET,
        ...body,
      })
      return (answer.json as Problem).code
    }
    assert.equal(await refused({ path: '/usr/share' }), 'library/folder-not-allowed')
    assert.equal(await refused({ path: folderOf(app, 'Films/Inside') }), 'root/overlaps')
    assert.equal(await refused({ path: folderOf(app, 'Films') }), 'library/folder-is-a-library')
    assert.equal(await refused({ path: folderOf(app, 'B'), name: 'FILMS' }), 'library/name-taken')
    const schedules = { scan: '61 2 * * *' }
    assert.equal(await refused({ path: folderOf(app, 'B'), settings: { schedules } }), 'jobs/bad-cron-minute')
    assert.equal(await refused({ path: folderOf(app, 'B'), settings: { ignore: ['[a'] } }), 'library/bad-pattern')
    assert.equal(
      await refused({ path: folderOf(app, 'B'), settings: { connectionId: 99 } }),
      'connections/no-such-connection',
    )
  })

  it('are forgotten with all their rows, and every file stays', async () => {
    await using app = await startApp()
    const library = await add(app, 'Films')
    const film = join(library.path, 'Amber (2001).mkv')
    writeFileSync(film, 'film')
    const run = await app.cli('POST', `api/v1/library/libraries/${library.libraryId}/tasks/scan/run`)
    assert.equal(run.status, 202, run.text)
    await app.settled()
    const listed = await app.get<{ items: LibraryView[] }>('api/v1/library/libraries')
    assert.deepEqual(listed.items[0]?.titles, { movie: 1 })
    const removed = await app.cli('DELETE', `api/v1/library/libraries/${library.libraryId}`)
    assert.equal(removed.status, 200, removed.text)
    await app.settled()
    assert.ok(existsSync(film))
    assert.equal((await app.cli('GET', `api/v1/library/libraries/${library.libraryId}`)).status, 404)
    const schedules = await app.get<{ items: { name: string }[] }>('api/v1/schedules')
    assert.equal(
      schedules.items.some(({ name }) => /^library\..*:\d/.test(name)),
      false,
    )
    const again = await add(app, 'Films')
    assert.notEqual(again.libraryId, library.libraryId)
    assert.deepEqual(again.titles, {})
  })
})
