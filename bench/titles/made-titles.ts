import type { KnownFacts } from '../../src/library/titles/model.ts'

const WORDS =
  'amber bell cliff dawn ember fog gate harbour iron jetty kite lantern marsh north oar pier quay reef salt tide'
const NAMES = 'Ada Ben Cara Dov Edda Finn Gita Hugo Iris Jon Kaya Lou Mina Nils Olga Pia Quinn Rosa Sven Tara'
const words = WORDS.split(' ')
const names = NAMES.split(' ')

/** Every time the same; large primes, so that neighbours differ. */
const pick = <One>(from: readonly One[], seed: number): One => from[(seed * 7919 + 104_729) % from.length] as One
const person = (seed: number): string =>
  `${pick(names, seed)} ${pick(words, Math.floor(seed / 20))}${pick(words, Math.floor(seed / 400))}`

/** As much as a provider tells of a film: some 4 kB. */
export function madeFacts(at: number): KnownFacts {
  const title = `The ${pick(words, at)} ${pick(words, Math.floor(at / 20))} of ${pick(words, Math.floor(at / 400))} ${at}`
  return {
    title,
    originalTitle: `Der ${title}`,
    year: 1950 + (at % 75),
    premiered: `${1950 + (at % 75)}-05-02`,
    plot: Array.from({ length: 120 }, (_, word) => pick(words, at + word)).join(' '),
    tagline: `No ${at}`,
    runtimeMin: 80 + (at % 60),
    genres: ['Drama', 'Mystery'],
    ratings: [{ name: 'themoviedb', value: (at % 100) / 10, votes: 120, max: 10, isDefault: true }],
    directors: [person(at)],
    writers: [person(at + 1)],
    actors: Array.from({ length: 30 }, (_, order) => ({
      name: person(at * 3 + order),
      role: pick(words, order),
      order,
    })),
    tmdb: String(at + 1),
  }
}
