import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { TellingView } from '../../src/library/players/contract.ts'
import type { ScanView } from '../../src/library/scan/contract.ts'
import type { MessageView } from '../../src/alerts/contract.ts'
import { PASSWORD } from '../start-http.ts'
import type { Journey } from './journey.ts'
import { makeClips } from '../../demo/library/clips.ts'
import { furnish } from '../../demo/library/furnish.ts'
import { type House, openHouse } from '../../demo/library/house.ts'
import { deskOf } from '../../demo/desk.ts'
import { type ImportedFilm, sayDownload } from '../../demo/library/radarr.ts'
import { missingForKodi, startKodi } from '../kodi.ts'

export const LIBRARY_YAML = 'archive:\n  intake:\n    mode: review\n    watch: false\n'

/** `forget-player`: what a player was told is gone from its list. `spoil-cache`: a picture in the cache is another one. */
export const LIBRARY_SABOTAGES = ['forget-player', 'spoil-cache'] as const
export type LibrarySabotage = (typeof LIBRARY_SABOTAGES)[number]

interface Play extends Journey {
  house: House
  kodiIsReal: boolean
  radarrSecret: string
}

interface TitleRow {
  titleId: number
  title: string
  year: number | null
  state: string
  posterSha256: string | null
}

const FILMS = 60
const BROKEN = 2

/** From two folders of media to titles with artwork that players show and people are told of. */
export async function libraryJourney(journey: Journey, sabotage: LibrarySabotage | undefined): Promise<void> {
  const missing = missingForKodi()
  if (missing !== undefined) process.stdout.write(`    ${missing}; its double stands in\n`)
  const folder = join(journey.app.dataFolder, 'media')
  await using house = await openHouse({
    folder,
    clips: await makeClips(join(folder, 'clips')),
    ...(missing === undefined ? { startKodi: (root: string) => startKodi([{ path: root, holds: 'movies' }]) } : {}),
  })
  await claim(journey)
  const play: Play = { ...journey, house, kodiIsReal: missing === undefined, radarrSecret: '' }
  await play.step('connections, libraries, players and channels', async () => {
    play.radarrSecret = (await furnish(deskOf(play.app), house)).radarrSecret
  })
  await scanFilms(play)
  await scanSeries(play)
  await artwork(play, sabotage)
  await nfo(play)
  await players(play, sabotage)
  await webhook(play)
  await messages(play)
  await screens(play)
}

async function claim({ app, page, step }: Journey): Promise<void> {
  await step('the setup code makes the first account', async () => {
    await page.getByRole('textbox', { name: 'Setup code' }).fill(String(app.setupCode))
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ann')
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
    await page.getByRole('textbox', { name: 'Password, once more' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.getByRole('button', { name: 'Go to Home' }).click()
  })
}

async function scan({ app }: Play, libraryId: number, body: object = {}): Promise<ScanView> {
  const started = await app.cli('POST', `api/v1/library/libraries/${libraryId}/scans`, body)
  assert.equal(started.status, 202, started.text)
  const { scanId } = started.json as { scanId: number }
  const read = () => app.get<ScanView>(`api/v1/library/scans/${scanId}`)
  await app.until('the scan ended', async () => (await read()).endedAt !== null)
  await app.settled()
  return read()
}

const titlesOf = async ({ app }: Play, query: string): Promise<TitleRow[]> =>
  (await app.get<{ items: TitleRow[] }>(`api/v1/library/titles?limit=200&${query}`)).items

/** A name with dots for signs has lost its apostrophes. */
const nameOf = ({ title, year }: { title: string; year: number | null }): string =>
  `${title.replaceAll(/[^\p{L}\p{N}]/gu, '')} ${year}`

async function scanFilms(play: Play): Promise<void> {
  await play.step(`${FILMS} films are scanned, of which ${BROKEN} can't be read`, async () => {
    const done = await scan(play, 1)
    assert.deepEqual([done.outcome, done.phase], ['done', 'ended'])
    const found = await titlesOf(play, 'libraryId=1')
    assert.equal(found.length, FILMS)
    const wanted = play.house.films.titles.map(nameOf)
    assert.deepEqual(found.map(nameOf).toSorted(), wanted.toSorted())
    const { items } = await play.app.get<{ items: { says: { code: string } }[] }>(
      `api/v1/library/scans/${done.scanId}/notes?limit=200`,
    )
    assert.equal(items.filter(({ says }) => says.code === 'library.not-probed').length, BROKEN)
  })
  await play.step('a second scan reads nothing', async () => {
    await scan(play, 1)
    const again = await scan(play, 1)
    assert.equal(again.counts['folders.read'] ?? 0, 0)
  })
}

async function scanSeries(play: Play): Promise<void> {
  await play.step('three series with their episodes', async () => {
    await scan(play, 2)
    const found = await titlesOf(play, 'libraryId=2')
    assert.deepEqual(found.map(({ title }) => title).toSorted(), ['Harbour', 'Moon Garden', 'Night Train'])
    const episodes = await titlesOf(play, 'libraryId=2&kind=tv-episode')
    assert.equal(episodes.length, 14)
  })
}

async function artwork(play: Play, sabotage: LibrarySabotage | undefined): Promise<void> {
  await play.step('equal pictures of many films are kept once', async () => {
    const found = await titlesOf(play, 'libraryId=1')
    const posters = found.flatMap(({ posterSha256 }) => posterSha256 ?? [])
    assert.equal(posters.length, (FILMS * 2) / 3)
    assert.equal(new Set(posters).size, 2)
    const [sha256 = ''] = posters
    const file = join(play.app.dataFolder, 'cache/library', sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}.jpg`)
    if (sabotage === 'spoil-cache') await writeFile(file, 'another one')
    const bytes = await readFile(file)
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, 'the picture is what its name says')
  })
}

async function nfo({ house, step }: Play): Promise<void> {
  await step('NFO files are published; what other tools wrote into theirs stays', async () => {
    const [first] = house.films.titles
    const text = await readFile(join(house.films.root, first?.folder ?? '', 'movie.nfo'), 'utf8')
    assert.match(text, /<mytool>kept<\/mytool>/)
    const second = house.films.titles[1]
    const base = second?.file.replace(/\.\w+$/, '') ?? ''
    const folder = join(house.films.root, second?.folder ?? '')
    const own = await readFile(join(folder, 'movie.nfo'), 'utf8').catch(() =>
      readFile(join(folder, `${base}.nfo`), 'utf8'),
    )
    assert.match(own, new RegExp(`<uniqueid[^>]*type="tmdb"[^>]*>${second?.tmdb}</uniqueid>`))
  })
}

async function askKodi({ house }: Play, method: string, params: object): Promise<Record<string, unknown>> {
  const { url, username, password } = house.kodi
  const answer = await fetch(`${url}/jsonrpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${username}:${password}`)}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return ((await answer.json()) as { result: Record<string, unknown> }).result
}

interface KodiMovie {
  movieid: number
  file: string
  playcount: number
}

async function moviesInKodi(play: Play): Promise<KodiMovie[]> {
  const { movies } = await askKodi(play, 'VideoLibrary.GetMovies', { properties: ['file', 'playcount'] })
  return (movies ?? []) as KodiMovie[]
}

const tellings = async ({ app }: Play): Promise<TellingView[]> =>
  (await app.get<{ items: TellingView[] }>('api/v1/library/player-tellings?limit=200')).items

async function players(play: Play, sabotage: LibrarySabotage | undefined): Promise<void> {
  const { house, app } = play
  await play.step(
    `${play.kodiIsReal ? 'a real Kodi' : 'the double of Kodi'}, Jellyfin and Plex show the films`,
    async () => {
      if (sabotage === 'forget-player') house.jellyfin.disk.clear()
      if (sabotage === 'forget-player')
        await app.cli('POST', 'api/v1/library/player-groups/2/tell', { libraryId: 1, relPath: '' })
      await app.settled()
      const told = await tellings(play)
      assert.deepEqual(
        told.filter(({ state }) => state !== 'verified').map(({ group, label, state }) => `${group} ${label} ${state}`),
        [],
      )
      assert.equal((await moviesInKodi(play)).length, FILMS)
    },
  )
}

/** A film that Radarr imports anew: seen before, its count of plays stays. */
async function webhook(play: Play): Promise<void> {
  const { house, app } = play
  const [film] = house.films.titles
  if (film === undefined) throw new Error('no film was made')
  const folder = join(house.films.root, film.folder)
  const say = (imported: ImportedFilm) =>
    sayDownload(app, { root: house.films.root, secret: play.radarrSecret }, imported)
  const seen = async () => (await moviesInKodi(play)).find(({ file }) => file.includes(`/${basename(folder)}/`))
  await play.step(
    'a call of Radarr about a better file: scanned, published, told, and what was watched stays',
    async () => {
      const before = await seen()
      assert.ok(before !== undefined, 'Kodi has it')
      await askKodi(play, 'VideoLibrary.SetMovieDetails', { movieid: before.movieid, playcount: 3 })
      const better = house.films.titles[2]?.file ?? ''
      await copyFile(join(house.films.root, house.films.titles[2]?.folder ?? '', better), join(folder, film.file))
      const scansBefore = await countScans(play)
      for (let n = 0; n < 10; n++) assert.equal(await say(film), 200)
      await app.settled()
      assert.equal((await countScans(play)) - scansBefore, 1, 'said ten times, scanned once')
      const after = await seen()
      assert.equal(after?.playcount, 3)
    },
  )
  await play.step('a call of Radarr about a new film: Kodi shows it, and people are told once', async () => {
    const name = 'Late Guest (2022)'
    await mkdir(join(house.films.root, name))
    await copyFile(join(house.films.root, film.folder, film.file), join(house.films.root, name, `${name}.mkv`))
    house.jellyfin.disk.add(join(house.films.root, name, `${name}.mkv`))
    house.plex.disk.add(join(house.films.root, name, `${name}.mkv`))
    house.tmdb.addMovie({ id: 4711, title: 'Late Guest', releaseDate: '2022-01-01' })
    assert.equal(await say({ folder: name, file: `${name}.mkv`, tmdb: '4711', title: 'Late Guest' }), 200)
    await app.settled()
    assert.ok((await moviesInKodi(play)).some(({ file }) => file.includes(name)))
    const [late] = await titlesOf(play, `libraryId=1&text=${encodeURIComponent('Late Guest')}`)
    assert.equal(late?.state, 'enriched')
    await app.until('Discord has it', async () =>
      Promise.resolve(house.discord.posts.filter((post) => JSON.stringify(post).includes('Late Guest')).length > 0),
    )
    assert.equal(house.discord.posts.filter((post) => JSON.stringify(post).includes('Late Guest')).length, 1)
  })
}

const countScans = async ({ app }: Play): Promise<number> =>
  (await app.get<{ items: unknown[] }>('api/v1/library/scans?limit=200')).items.length

async function messages({ app, house, step }: Play): Promise<void> {
  await step('Discord, Pushover and a mail server were told of every film, and none was refused', async () => {
    await app.settled()
    const sent = await app.get<{ items: MessageView[] }>('api/v1/alerts/messages?limit=200')
    assert.deepEqual(
      sent.items
        .filter(({ state }) => state !== 'verified' && state !== 'sent')
        .map(({ title, state }) => `${title} ${state}`),
      [],
    )
    for (const texts of [house.discord.posts, house.pushover.posts, house.mail.letters])
      assert.match(JSON.stringify(texts), /Late Guest/)
  })
}

async function screens({ page, address, step, shot }: Play): Promise<void> {
  const visit = async (path: string, text: string | RegExp, name: string): Promise<void> => {
    await page.goto(new URL(path, address).href)
    await page.getByText(text).first().waitFor()
    await shot(name)
  }
  await step('the grid shows posters', async () => {
    await page.goto(new URL('library?library=1', address).href)
    await page.waitForFunction(() => [...document.images].filter((image) => image.naturalWidth > 0).length >= 6)
    await shot('library-grid')
  })
  await step('title, scan, players and alerts are shown', async () => {
    await visit('library/titles/1', 'Details', 'library-title')
    await visit('library/scans/1', 'Found on the way', 'library-scan')
    await visit('library/players', 'jellyfin', 'library-players')
    await visit('alerts', 'Film or episode added', 'alerts')
  })
}
