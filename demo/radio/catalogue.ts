import { createHash } from 'node:crypto'
import type { SeededFile } from '../../src/connectors/libretime/fake-server.ts'
import { type Song, songMp3 } from './songs.ts'
import { voiceWav } from './sound.ts'
import type { TracksOfType } from './tracks.ts'

const FIRST = ['Amber', 'Paper', 'Silver', 'Hollow', 'Northern', 'Slow', 'Velvet', 'Distant', 'Copper', 'Quiet']
const SECOND = [
  'Tide',
  'Lantern',
  'Harbour',
  'Weather',
  'Avenue',
  'Orchard',
  'Signal',
  'Season',
  'Mirror',
  'Parade',
  'Letters',
]
const ARTISTS = [
  'Low Light',
  'The Ferrymen',
  'Ada Dry',
  'Salt Choir',
  'Mio & the Kites',
  'Cold Harbour',
  'Elsa Wren',
  'Tin Cathedral',
  'Night Post',
  'Juniper Lane',
  'Okoro Brothers',
  'Glass Hour',
  'Seven Bridges',
  'Nora Lind',
  'Wild Margins',
  'The Long Wave',
  'Polar Garden',
  'Marble Kids',
  'Dune',
  'Ola Berg Quartet',
  'Paper Radio',
  'Vale',
  'Harriet Moon',
  'Blue Ledger',
  'Fennel',
  'Station Elm',
  'The Understudies',
]
const GENRES = ['Indie', 'Folk', 'Soul', 'Jazz', 'Electronic', 'Pop']
const SPONSORS = ['Corner Bakery', 'Bike Co-op', 'Quayside Books', 'Hill Farm']
const SECOND_MS = 1000

export interface ShowPlan {
  title: string
  /** By the station's clock. */
  hour: number
  /** 1 Monday to 7 Sunday. */
  weekdays: readonly number[]
  minutes: number
}

export const SHOWS: readonly ShowPlan[] = [
  { title: 'Morning Harbour', hour: 8, weekdays: [1, 2, 3, 4, 5], minutes: 60 },
  { title: 'Kitchen Table', hour: 12, weekdays: [2, 4, 6], minutes: 60 },
  { title: 'Field Notes', hour: 18, weekdays: [1, 3, 5], minutes: 48 },
  { title: 'Night Drift', hour: 21, weekdays: [1, 2, 3, 4, 5, 6, 7], minutes: 60 },
  { title: 'Sunday Letters', hour: 10, weekdays: [6, 7], minutes: 60 },
]

/** With a tune that can be heard and measured; its length is true to the file. */
function song(n: number): SeededFile {
  const title = `${FIRST[n % FIRST.length]} ${SECOND[(n * 3 + Math.floor(n / FIRST.length)) % SECOND.length]}`
  const artist = ARTISTS[(n * 7) % ARTISTS.length] ?? ''
  const genre = GENRES[n % GENRES.length]
  return { title, artist, genre, ...heard(songMp3({ seconds: 165 + ((n * 37) % 140), title, artist, mark: n })) }
}

const heard = <Of extends { audio: Buffer }>(of: Of): Of & { md5: string } => ({ ...of, md5: md5Of(of.audio) })
const md5Of = (audio: Buffer): string => createHash('md5').update(audio).digest('hex')

type Heard = ReturnType<typeof heard<Song>>

const ofShows = new Map<number, Heard>()

/** Every episode of a show sounds the same: an hour each of their own would be too much to keep. */
function showSound(mark: number): Heard {
  const { title = '', minutes = 0 } = SHOWS[mark] ?? {}
  const known = ofShows.get(mark) ?? heard(songMp3({ seconds: minutes * 60, title, artist: 'Riverside', mark }))
  ofShows.set(mark, known)
  return known
}

/** With audio that can be heard and measured. */
function spoken(title: string, seconds: number, mark: number): SeededFile {
  const audio = voiceWav(seconds, mark)
  return { title, artist: 'Riverside', lengthMs: seconds * SECOND_MS, ...heard({ audio }), ending: 'wav' }
}

/** What the library of the station holds. */
export const CATALOGUE: readonly TracksOfType[] = [
  { code: 'MUS', name: 'Music', count: 330, make: song },
  { code: 'IDS', name: 'Station ids', count: 10, make: (n) => spoken(`Riverside, id ${n + 1}`, 6 + (n % 4), n) },
  {
    code: 'PRO',
    name: 'Promos',
    count: 8,
    make: (n) => spoken(`Coming up: ${SHOWS[n % SHOWS.length]?.title}`, 20, 30 + n),
  },
  {
    code: 'ADV',
    name: 'Adverts',
    count: 6,
    make: (n) => spoken(`${SPONSORS[n % SPONSORS.length]}, spot ${n + 1}`, 30, 60 + n),
  },
  { code: 'VOT', name: 'Voice tracks', count: 0, make: song },
  {
    code: 'SHO',
    name: 'Shows',
    count: SHOWS.length * 7,
    make: (n) => {
      const show = SHOWS[n % SHOWS.length]
      const number = 101 + Math.floor(n / SHOWS.length)
      return { title: `${show?.title}, ${number}`, artist: 'Riverside', ...showSound(n % SHOWS.length) }
    },
  },
  {
    code: 'JIN',
    name: 'Jingles',
    count: 4,
    make: (n) => {
      const title = `Old jingle ${n + 1}`
      return { title, artist: '', ...heard(songMp3({ seconds: 9, title, artist: '', mark: n })) }
    },
  },
]

export { SPONSORS }
