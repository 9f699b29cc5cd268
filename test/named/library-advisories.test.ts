// Advisories of peers about paths, links and who may call, replayed against the whole server. Each test names those that it
// replays; what they do with files is in `library-advisories-files.test.ts`, what pages show in `…-pages.test.ts`.
import assert from 'node:assert/strict'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { ArtworkView, CacheView } from '../../src/library/assets/contract.ts'
import { artworkRoutes } from '../../src/library/assets/contract.ts'
import { matchRoutes } from '../../src/library/enrich/contract.ts'
import { incomingRoutes, type TriedFolder } from '../../src/library/incoming/contract.ts'
import { libraryRoutes } from '../../src/library/libraries/contract.ts'
import { playerRoutes } from '../../src/library/players/contract.ts'
import { publishRoutes } from '../../src/library/publish/contract.ts'
import { scanRoutes, type ScanView } from '../../src/library/scan/contract.ts'
import { titleRoutes } from '../../src/library/titles/contract.ts'
import type { CallView } from '../../src/webhooks/contract.ts'
import { askPlainly, namesBelow, namesOf, putOutside, SECRET, titleViews } from '../advisory-world.ts'
import { drawPicture } from '../artwork-world.ts'
import { addRadarr, download, fileOf, movieOf } from '../radarr-world.ts'
import { type LibraryWorld, startLibrary } from '../scan-world.ts'
import { startApp } from '../start-app.ts'

const foldersScanned = async ({ app }: LibraryWorld): Promise<string[]> =>
  (await app.get<{ items: ScanView[] }>('api/v1/library/scans?limit=200')).items.flatMap(({ folder }) => folder ?? [])

const picturesKept = async ({ app }: LibraryWorld): Promise<number> =>
  (await app.get<CacheView>('api/v1/library/artwork/cache')).pictures

describe('paths', () => {
  it('of a webhook never lead out of the library (CVE-2026-42605, CVE-2026-30976, CVE-2025-58761)', async () => {
    await using world = await startLibrary()
    const radarr = await addRadarr(world)
    const outside = putOutside(world)
    const before = namesBelow(outside)
    world.put('Real (2001)/film.mkv')
    const told = [
      '/movies/../../../outside/Leaked (1999)',
      '/movies/Real (2001)/../../../../outside/Leaked (1999)',
      '/movies/./../../../outside/Leaked (1999)',
      '/movies/..\\..\\..\\outside\\Leaked (1999)',
      '/movies/%2e%2e/%2e%2e/%2e%2e/outside/Leaked (1999)',
      'C:\\movies\\..\\..\\outside\\Leaked (1999)',
      '\\\\movies\\..\\outside\\Leaked (1999)',
      '/movies2/Leaked (1999)',
      `${world.folder}/../../../outside/Leaked (1999)`,
      `${world.folder}-2/Leaked (1999)`,
      `${outside}/Leaked (1999)`,
      `file://${outside}/Leaked (1999)`,
    ]
    for (const [at, folderPath] of told.entries()) {
      const members = { movie: { ...movieOf('x', at + 1), folderPath }, movieFile: fileOf('x', at + 1) }
      assert.equal(await radarr.say('Download', members), 200, folderPath)
      const { sourceId } = radarr.source.source
      const tried = await world.app.cli('POST', 'api/v1/library/sender-folders/try', { sourceId, folder: folderPath })
      const found = tried.status === 200 ? (tried.json as unknown as TriedFolder).found : null
      assert.ok(found === null || (found.path.startsWith(`${world.folder}/`) && !found.isThere), folderPath)
    }
    assert.equal(await radarr.say('Download', download('Real (2001)', { id: 99, tmdbId: 99 })), 200)
    await world.app.settled()
    assert.deepEqual(await namesOf(world), ['Real'])
    for (const folder of await foldersScanned(world)) assert.ok(!folder.split('/').includes('..'), folder)
    assert.deepEqual(namesBelow(outside), before)
  })

  it('of a scan are folders that the library shows (CVE-2026-35032, Tautulli CVE-2025-58761)', async () => {
    await using world = await startLibrary()
    putOutside(world)
    world.put('Film (2001)/film.mkv')
    world.put('.patchbay-trash/Thrown Away (1990)/film.mkv')
    const start = (folder: string) =>
      world.app.cli('POST', `api/v1/library/libraries/${world.library.libraryId}/scans`, { folder })
    for (const folder of [
      '..',
      '../../../outside',
      'Film (2001)/../../../../outside',
      '/etc',
      '.',
      './Film (2001)',
      'a\0b',
    ])
      assert.equal((await start(folder)).status, 400, folder)
    for (const folder of [
      '.patchbay-trash',
      '.patchbay-trash/Thrown Away (1990)',
      '%2e%2e',
      '..\\outside',
      'Film (2001)',
    ])
      assert.equal((await start(folder)).status, 202, folder)
    await world.app.settled()
    assert.deepEqual(await namesOf(world), ['Film'])
  })

  it('of libraries and mappings stay where the host allows them (CVE-2025-58761, CVE-2026-41065)', async () => {
    await using world = await startLibrary()
    const outside = putOutside(world)
    const { dataFolder } = world.app
    mkdirSync(`${dataFolder}-twin/films`, { recursive: true })
    symlinkSync(outside, join(dataFolder, 'media/link'))
    const paths = [
      '/etc',
      outside,
      `${dataFolder}/media/../../outside`,
      `${dataFolder}-twin/films`,
      `${dataFolder}/media/link`,
    ]
    for (const path of paths) {
      const made = await world.app.cli('POST', 'api/v1/library/libraries', { kind: 'films', name: 'Other', path })
      assert.deepEqual([made.status, made.json['code']], [422, 'library/folder-not-allowed'], path)
    }
    assert.ok(!namesBelow(outside).includes('.patchbay-root'))
    const group = await world.app.cli('POST', 'api/v1/library/player-groups', {
      name: 'Den',
      kind: 'kodi',
      libraryIds: [world.library.libraryId],
    })
    assert.equal(group.status, 201, group.text)
    const at = `api/v1/library/player-groups/${String(group.json['groupId'])}`
    for (const relPath of ['..', '../../outside', 'Film/../../..', '/etc', 'a\0b']) {
      const folder = { libraryId: world.library.libraryId, relPath }
      for (const [path, body] of [
        ['mappings', { ...folder, playerPath: '/films' }],
        ['test-path', folder],
        ['tell', folder],
      ] as const)
        assert.equal((await world.app.cli('POST', `${at}/${path}`, body)).status, 400, `${path} ${relPath}`)
    }
  })

  it('of pictures are a hash and a known width (CVE-2021-21402, CVE-2017-5982, Kodi #17432)', async () => {
    await using world = await startLibrary()
    world.put('Film (2001)/film.mkv')
    world.put('Film (2001)/poster.jpg', await drawPicture(1, { width: 200, height: 300 }))
    await world.scan({ steps: { artwork: true, cache: true } })
    const sha256 = (await titleViews(world))[0]?.posterSha256 ?? ''
    assert.equal((await askPlainly(world.app, `/api/v1/library/pictures/${sha256}?width=185`)).status, 200)
    const wrong = [
      '..%2f..%2fpatchbay.db',
      '%2e%2e/%2e%2e/%2e%2e/patchbay.db',
      '../../../../patchbay.db',
      '..%5c..%5cpatchbay.db',
      `./${sha256}/.`,
      `${sha256}%00.db`,
      `${sha256}%2f..%2f..%2f..%2fpatchbay.db`,
      `${sha256}.jpg`,
      sha256.toUpperCase(),
      'file:%2f%2f%2fetc%2fpasswd',
      ...['186', '-1', '1e9', '185%2f..%2f..', '0x10', '185&width=342', ''].map((width) => `${sha256}?width=${width}`),
    ]
    for (const path of wrong) {
      const { status, body, head } = await askPlainly(world.app, `/api/v1/library/pictures/${path}`)
      // What has left the API by its dots is a page of the control center, which any path may be.
      const isPage = path.startsWith('../') && head('content-type').startsWith('text/html')
      assert.ok(isPage || (status >= 400 && status < 500), `${path}: ${status}`)
      assert.ok(!body.includes('SQLite format') && !body.includes('root:'), path)
    }
  })

  it('of an upload are made of its hash, whatever it calls itself (CVE-2026-35031, CVE-2023-30626, CVE-2026-34750)', async () => {
    await using world = await startLibrary()
    world.put('Film (2001)/film.mkv')
    await world.scan()
    const titleId = (await titleViews(world))[0]?.titleId ?? 0
    const body = await drawPicture(1, { width: 200, height: 300 })
    const headers = {
      'content-type': 'text/html; name="../../evil.html"',
      'content-disposition': 'attachment; filename="../../../evil.strm"',
      'x-file-name': '../../evil.so',
    }
    const before = namesBelow(world.app.dataFolder)
    const upload = (kind: string) =>
      askPlainly(world.app, `/api/v1/library/titles/${titleId}/artwork/${kind}`, { method: 'POST', headers, body })
    for (const kind of [
      '..%2fposter',
      'poster%2f..%2f..%2fx',
      'poster.strm',
      'poster%00',
      '..',
      'constructor',
      '__proto__',
    ])
      assert.ok([400, 404, 405].includes((await upload(kind)).status), kind)
    assert.deepEqual(added(before, world), [])
    assert.equal((await upload('poster')).status, 201)
    await world.app.settled()
    const sha256 = (await titleViews(world))[0]?.posterSha256 ?? ''
    const files = added(before, world).filter((name) => name.includes('.') && !name.startsWith('patchbay.db'))
    assert.deepEqual(files, [`cache/library/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}.jpg`])
    const served = await askPlainly(world.app, `/api/v1/library/pictures/${sha256}`)
    assert.deepEqual([served.head('content-type'), served.head('x-content-type-options')], ['image/jpeg', 'nosniff'])
  })
})

const added = (before: readonly string[], { app }: LibraryWorld): string[] =>
  namesBelow(app.dataFolder).filter((name) => !before.includes(name))

describe('links (Syncthing CVE-2017-1000420)', () => {
  it('are not followed by a scan, a named folder, a webhook or the artwork cache', async () => {
    await using world = await startLibrary()
    const radarr = await addRadarr(world)
    const outside = putOutside(world)
    writeFileSync(join(outside, 'poster.jpg'), await drawPicture(1, { width: 200, height: 300 }))
    writeFileSync(join(outside, 'film.nfo'), `<movie><title>${SECRET}</title></movie>`)
    world.put('Real (2002)/film.mkv')
    symlinkSync(outside, join(world.folder, 'Link (2001)'))
    symlinkSync(join(outside, 'Leaked (1999)'), join(world.folder, 'Real (2002)/Extras'))
    symlinkSync(join(outside, 'poster.jpg'), join(world.folder, 'Real (2002)/poster.jpg'))
    symlinkSync(join(outside, 'film.nfo'), join(world.folder, 'Real (2002)/film.nfo'))
    symlinkSync('/', join(world.folder, 'Real (2002)/root'))
    const steps = { artwork: true, cache: true }
    const { scanId } = await world.scan({ steps })
    assert.ok((await world.notes(scanId)).some(({ says }) => says.code === 'library.symlink-left'))
    for (const folder of ['Link (2001)', 'Link (2001)/Leaked (1999)', 'Real (2002)/Extras'])
      await world.scan({ folder, steps })
    for (const [at, folder] of ['Link (2001)', 'Link (2001)/Leaked (1999)'].entries())
      assert.equal(await radarr.say('Download', download(folder, { id: at + 1, tmdbId: at + 1 })), 200)
    await world.app.settled()
    assert.deepEqual(await namesOf(world), ['Real'])
    assert.equal(await picturesKept(world), 0)
  })

  it('that a folder becomes after it was read are not written through, nor read', async () => {
    await using world = await startLibrary()
    const outside = putOutside(world)
    world.put('Film (2001)/film.mkv')
    world.put('Film (2001)/poster.jpg', await drawPicture(1, { width: 200, height: 300 }))
    await world.scan({ steps: { artwork: true } })
    const titleId = (await titleViews(world))[0]?.titleId ?? 0
    renameSync(join(world.folder, 'Film (2001)'), join(outside, 'Film (2001)'))
    symlinkSync(join(outside, 'Film (2001)'), join(world.folder, 'Film (2001)'))
    const before = namesBelow(outside)
    const at = `api/v1/library/titles/${titleId}`
    const { kinds } = await world.app.get<ArtworkView>(`${at}/artwork`)
    const candidateIds = kinds.flatMap(({ candidates }) => candidates.map(({ candidateId }) => candidateId))
    assert.equal(candidateIds.length, 1)
    assert.equal((await world.app.cli('POST', `${at}/artwork/poster/choose`, { candidateIds })).status, 200)
    assert.equal((await world.app.cli('POST', `${at}/publication`, {})).status, 202)
    await world.app.settled()
    assert.deepEqual(namesBelow(outside), before)
    assert.equal(await picturesKept(world), 0)
    const preview = await world.app.cli('GET', `${at}/publication`)
    assert.deepEqual([preview.status, preview.json['code']], [400, 'media/leads-elsewhere'])
  })
})

it('folders without an end are left out, and the rest is read (Immich #30817, CVE-2026-49246)', async () => {
  await using world = await startLibrary()
  world.put('Film (2001)/film.mkv')
  world.put(`Deep (2002)/${'d/'.repeat(400)}film.mkv`)
  const { outcome, scanId } = await world.scan()
  assert.equal(outcome, 'done')
  assert.deepEqual(await namesOf(world), ['Film'])
  assert.ok((await world.notes(scanId)).some(({ says }) => says.code === 'library.too-deep'))
})

describe('who may call', () => {
  const all = [
    artworkRoutes,
    matchRoutes,
    incomingRoutes,
    libraryRoutes,
    playerRoutes,
    publishRoutes,
    scanRoutes,
    titleRoutes,
  ]
  const specs = all.flatMap(({ routes }) => Object.values<{ method: string; path: string }>(routes))

  it('is asked on every route, also while setup is open (GHSA-6828-c7cx-hvqm, CVE-2025-32012, CVE-2026-30975)', async () => {
    await using app = await startApp({ yaml: null })
    assert.ok(specs.length > 50)
    const pretends = {
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      forwarded: 'for=127.0.0.1',
      client: 'x',
    }
    for (const { method, path } of specs) {
      const where = path.slice(1).replaceAll(/:(\w+)/g, (_, name: string) => (name === 'sha256' ? 'a'.repeat(64) : '1'))
      for (const headers of [{}, pretends])
        assert.equal((await app.call(method, where, { headers })).status, 401, `${method} ${path}`)
    }
  })

  it('is not believed where it says that it comes from (CVE-2026-44183, CVE-2023-33193, GHSA-4fm3-ggg2-c6qx)', async () => {
    await using world = await startLibrary()
    const radarr = await addRadarr(world)
    world.put('Film (2001)/film.mkv')
    const said = {
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      forwarded: 'for=203.0.113.9',
      'x-real-ip': '203.0.113.9',
    }
    const body = { ...download('Film (2001)'), eventType: 'Download' }
    const stranger = await world.app.call('POST', 'webhooks/radarr', {
      body,
      headers: { ...said, 'x-forwarded-for': '127.0.0.1' },
    })
    assert.equal(stranger.status, 401)
    const authorization = `Basic ${Buffer.from(`radarr:${radarr.source.secret}`).toString('base64')}`
    const known = await world.app.call('POST', 'webhooks/radarr', { body, headers: { ...said, authorization } })
    assert.equal(known.status, 200, known.text)
    const { items } = await world.app.get<{ items: CallView[] }>('api/v1/webhooks/calls')
    assert.deepEqual(
      items.map(({ address }) => address),
      ['127.0.0.1'],
    )
    await world.app.settled()
  })

  it('with a wrong secret is refused the thousandth time as the first, and leaves nothing (CVE-2023-2531, CVE-2026-42606)', async () => {
    await using world = await startLibrary()
    const radarr = await addRadarr(world)
    world.put('Film (2001)/film.mkv')
    const body = { ...download('Film (2001)'), eventType: 'Download', instanceName: 'Radarr' }
    const jobsOfCalls = async () => (await world.app.jobs()).filter(({ kind }) => /^(library|webhooks)\./.test(kind))
    const jobs = await jobsOfCalls()
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
    const { secret } = radarr.source
    const now = String(Math.floor(Date.now() / 1000))
    const ways: ((at: number) => Record<string, string>)[] = [
      (at) => ({ authorization: basic(`radarr:whsec_${at}`) }),
      (at) => ({ authorization: basic(`${secret}:${at}`) }),
      (at) => ({ authorization: `Bearer ${secret.slice(0, at % secret.length)}` }),
      (at) => ({ 'x-patchbay-token': secret + String(at) }),
      (at) => ({ 'webhook-id': String(at), 'webhook-timestamp': now, 'webhook-signature': `v1,${btoa(String(at))}` }),
    ]
    const statuses = new Map<number, number>()
    for (let at = 0; at < 1000; at += 20) {
      const tries = Array.from({ length: 20 }, (_, n) => ways[(at + n) % ways.length]?.(at + n) ?? {})
      const answers = await Promise.all(
        tries.map((headers) => world.app.call('POST', 'webhooks/radarr', { body, headers })),
      )
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    assert.deepEqual([...statuses], [[401, 1000]])
    assert.deepEqual((await world.app.get<{ items: CallView[] }>('api/v1/webhooks/calls')).items, [])
    assert.deepEqual(
      (await jobsOfCalls()).map(({ jobId }) => jobId),
      jobs.map(({ jobId }) => jobId),
    )
    assert.ok(!world.app.logLines.some((line) => line.includes(secret)))
    assert.equal(await radarr.say('Download', download('Film (2001)')), 200)
    await world.app.settled()
    assert.deepEqual(await namesOf(world), ['Film'])
  })

  it('can’t give the server a program or an address to use (CVE-2023-48702, Radarr CustomScript, CVE-2026-35033)', async () => {
    await using world = await startLibrary()
    const { libraryId } = world.library
    const { headers } = await world.app.cli('GET', `api/v1/library/libraries/${libraryId}`)
    const ifMatch = { authorization: await world.app.bearer(), 'if-match': headers.get('etag') ?? '' }
    for (const settings of [
      { ffmpegPath: '/tmp/x' },
      { script: 'id' },
      { steps: { run: 'id' } },
      { artworkUrl: 'http://x' },
    ]) {
      const answer = await world.app.call('PATCH', `api/v1/library/libraries/${libraryId}`, {
        headers: ifMatch,
        body: { settings },
      })
      assert.equal(answer.status, 400, JSON.stringify(settings))
    }
  })
})
