import { join } from 'node:path'
import { type FakeDiscord, startFakeDiscord } from '../../src/connectors/discord/fake-server.ts'
import { type FakeJellyfin, startFakeJellyfin } from '../../src/connectors/jellyfin/fake-server.ts'
import { startFakeKodi } from '../../src/connectors/kodi/fake-server.ts'
import { type FakePlex, startFakePlex } from '../../src/connectors/plex/fake-server.ts'
import { type FakePushover, startFakePushover } from '../../src/connectors/pushover/fake-server.ts'
import { type FakeSmtp, startFakeSmtp } from '../../src/connectors/smtp/fake-server.ts'
import { type FakeMovie, type FakeSeries, type FakeTmdb, startFakeTmdb } from '../../src/connectors/tmdb/fake-server.ts'
import type { Clips } from './clips.ts'
import { type MadeLibrary, type MadeTitle, makeFilms, makeSeries } from './tree.ts'

export interface KodiAt extends AsyncDisposable {
  url: string
  username: string
  password: string
}

/** What stands around a library: films and series on a disk, who knows them, who plays them, who is told. */
export interface House extends AsyncDisposable {
  films: MadeLibrary
  series: MadeLibrary
  tmdb: FakeTmdb
  kodi: KodiAt
  jellyfin: FakeJellyfin
  plex: FakePlex
  discord: FakeDiscord
  pushover: FakePushover
  mail: FakeSmtp
}

export interface HouseWish {
  /** For the media; it goes with whoever made it. */
  folder: string
  clips: Clips
  /** Sixty unless said. */
  titles?: MadeTitle[]
  /** A real Kodi that plays what lies in a folder; its double unless said. */
  startKodi?: (root: string) => Promise<KodiAt>
}

export async function openHouse({ folder, clips, titles, startKodi = doubleOfKodi }: HouseWish): Promise<House> {
  await using stack = new AsyncDisposableStack()
  const films = await makeFilms(join(folder, 'films'), clips, titles)
  const series = await makeSeries(join(folder, 'series'), clips)
  const told = { name: 'Films', type: 'movies', locations: [films.root] } as const
  const section = { key: '1', type: 'movie', title: 'Films', locations: [films.root] } as const
  const house = {
    films,
    series,
    tmdb: stack.use(await startFakeTmdb()),
    kodi: stack.use(await startKodi(films.root)),
    jellyfin: stack.use(await startFakeJellyfin({ folders: [told], actsAfterMs: 10 })),
    plex: stack.use(await startFakePlex({ sections: [section], actsAfterMs: 10 })),
    discord: stack.use(await startFakeDiscord()),
    pushover: stack.use(await startFakePushover()),
    mail: stack.use(await startFakeSmtp()),
  }
  fill(house)
  for (const { folder: name, file } of films.titles) {
    house.jellyfin.disk.add(join(films.root, name, file))
    house.plex.disk.add(join(films.root, name, file))
  }
  const running = stack.move()
  return { ...house, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function doubleOfKodi(root: string): Promise<KodiAt> {
  const login = { username: 'kodi', password: 'pass:word' }
  const fake = await startFakeKodi({ ...login, roots: [{ path: root, holds: 'movies' }] })
  return { url: fake.url, ...login, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() }
}

/** What a provider says of a film. */
export const movieOf = ({ title, year, tmdb }: MadeTitle): FakeMovie => ({
  id: Number(tmdb),
  title,
  releaseDate: `${year}-05-06`,
  overview: `What ${title} is about.`,
  genres: ['Drama'],
  cast: [{ name: 'Ada Dry', character: 'Anna' }],
})

export const seriesOf = ({ title, year, tmdb }: MadeTitle): FakeSeries => ({
  id: Number(tmdb),
  name: title,
  firstAirDate: `${year ?? 2018}-01-01`,
  seasons: {},
})

function fill({ tmdb, films, series }: Pick<House, 'tmdb' | 'films' | 'series'>): void {
  for (const made of films.titles) tmdb.addMovie(movieOf(made))
  for (const made of series.titles) tmdb.addSeries(seriesOf(made))
}
