import type { FakePicture, FakeTmdb } from '../../src/connectors/tmdb/fake-server.ts'
import { drawScene } from '../pictures.ts'
import { type Film, FILMS } from './films.ts'
import { type House, movieOf, seriesOf } from './house.ts'

const POSTER = { width: 500, height: 750 }
const BACKDROP = { width: 1280, height: 720 }
const CAST = ['Ada Dry', 'Bo Linden', 'Cleo Marsh', 'Dan Ortiz', 'Elsa Wren', 'Finn Okafor', 'Gia Toma', 'Hugo Reed']
const ROLES = ['Anna', 'The pilot', 'Mr. Vale', 'Ruth']
const MINUTES = 84

const EPISODES: Readonly<Record<string, readonly string[]>> = {
  Harbour: ['Fog', 'The dredger', 'Low water'],
  'Night Train': ['Departure', 'The dining car', 'Border', 'Snow', 'Terminus'],
  'Moon Garden': ['Seeds', 'First light', 'Earthrise'],
}

/** Gives each film and series that is on the disk what a provider has: facts, people and pictures. */
export async function tellProvider({ tmdb, films, series }: Pick<House, 'tmdb' | 'films' | 'series'>): Promise<void> {
  await Promise.all(
    films.titles.map(async (made, at) => {
      const film = FILMS.find(({ title }) => title === made.title)
      const pictures = await draw(tmdb, made)
      tmdb.addMovie({ ...movieOf(made), ...pictures, ...(film === undefined ? {} : factsOf(film, at)) })
    }),
  )
  for (const made of series.titles) {
    const episodes = (EPISODES[made.title] ?? []).map((name, n) => ({ id: Number(made.tmdb) * 100 + n, name }))
    const overview = `Every evening at ${made.title}, and nothing is as it was.`
    const pictures = await draw(tmdb, made)
    tmdb.addSeries({ ...seriesOf(made), ...pictures, overview, genres: ['Drama'], seasons: { 1: episodes } })
  }
}

const factsOf = ({ genres, overview, director }: Film, at: number) => ({
  genres,
  overview,
  directors: [director],
  writers: [director],
  runtime: MINUTES + ((at * 7) % 50),
  average: 6 + ((at * 3) % 30) / 10,
  votes: 200 + at * 31,
  cast: ROLES.map((character, n) => ({ name: CAST[(at + n * 3) % CAST.length] ?? '', character })),
})

interface Drawn {
  title: string
  year: number | null
  tmdb: string | null
}

/** Posters and backgrounds that the provider has from now on. */
export async function draw({ world }: FakeTmdb, { title, year, tmdb: id }: Drawn) {
  const seed = Number(id)
  const words = { title, ...(year === null ? {} : { year }) }
  const poster = await drawScene({ seed, ...POSTER, ...words })
  const backdrop = await drawScene({ seed, ...BACKDROP })
  const add = (kind: string, bytes: Buffer, size: { width: number; height: number }): FakePicture => {
    const path = `/${kind}-${id}.jpg`
    world.images.set(path, bytes)
    return { path, ...size, votes: 40, average: 7 }
  }
  return {
    posters: [{ ...add('poster', poster, POSTER), language: 'en' }],
    backdrops: [add('backdrop', backdrop, BACKDROP)],
  }
}
