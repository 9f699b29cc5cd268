import { type MadeTitle, STYLES } from './tree.ts'

/** What a provider knows of a film that nobody made. */
export interface Film {
  title: string
  year: number
  genres: string[]
  overview: string
  director: string
}

const film = (title: string, year: number, about: [genres: string, director: string, overview: string]): Film => {
  const [genres, director, overview] = about
  return { title, year, genres: genres.split(', '), director, overview }
}

export const FILMS: readonly Film[] = [
  film('The Salt Road', 2019, [
    'Drama, Adventure',
    'Ida Frost',
    'Two brothers take the last caravan over a dried sea.',
  ]),
  film('A Quiet Orbit', 2021, ['Science Fiction', 'Ola Berg', 'Alone on a station, she hears a second heartbeat.']),
  film('Northern Line', 1998, ['Thriller', 'June Carver', 'A train that left in 1961 arrives, and nobody gets out.']),
  film('Paper Kingdom', 2011, ['Animation, Family', 'Mio Sato', 'A boy folds a castle, and somebody moves in.']),
  film('Winter Ferry', 1974, ['Drama', 'Lars Holm', 'Eleven passengers, one crossing, and ice on all sides.']),
  film('Copper Season', 2016, ['Western', 'Ana Reyes', 'A town waits for rain and gets a railway.']),
  film('The Long Tide', 2008, ['Documentary', 'Sam Okoro', 'A year with those who live where the map ends.']),
  film('Glass Gardens', 2023, ['Mystery', 'Eve Marlow', 'Somebody waters the plants in a house without doors.']),
  film('Eleven Bridges', 1987, ['Romance', 'Paul Adler', 'They meet on each bridge of the city but one.']),
  film('Harvest of Wires', 2020, [
    'Science Fiction, Drama',
    'Ola Berg',
    'Farmers find what the fields have listened to.',
  ]),
  film('Low Light', 2014, ['Crime', 'June Carver', 'A projectionist sees a murder between two frames.']),
  film('Blue Hour Cafe', 2005, ['Comedy', 'Nora Lind', 'It opens for one hour, and everybody comes.']),
  film('Orchard Street', 1992, ['Drama', 'Paul Adler', 'Four families, one courtyard, and a tree that bears.']),
  film('Station Elm', 2018, [
    'Adventure, Family',
    'Mio Sato',
    'The wood has a stop, if you know when to pull the cord.',
  ]),
  film('Wild Margins', 2022, ['Documentary', 'Sam Okoro', 'What grows at the side of the road.']),
  film('Room 9', 2003, ['Horror', 'Eve Marlow', 'The hotel has eight rooms.']),
  film('Open Harbour', 1968, ['Drama', 'Lars Holm', 'A pilot brings in ships that are not there.']),
  film('Marble Station', 2010, ['Crime', 'Ana Reyes', 'A statue is stolen one finger at a time.']),
  film('L’Heure d’Été', 1979, ['Romance', 'Paul Adler', 'The night on which the clocks go forward, and back.']),
  film('Ünder Öl', 2001, ['Comedy', 'Nora Lind', 'A rig, a choir, and a very long weekend.']),
  film('Salt and Signal', 2024, ['Thriller', 'Ida Frost', 'A lighthouse answers a call that was never sent.']),
  film('The Tuner', 2017, ['Drama, Music', 'Nora Lind', 'She tunes pianos, and hears what was played on them.']),
  film('Seven Kites', 1995, ['Family', 'Mio Sato', 'Each string leads to another roof.']),
  film('Kilometre Zero', 2013, ['Western, Comedy', 'Ana Reyes', 'All roads begin at her kitchen.']),
]

const FIRST_ID = 5001
const BROKEN = 'Room 9'
/** Has an NFO of another program. */
const EACH_WITH_NFO = 5

/** The films as people and programs have named them on a disk. */
export const filmsOnDisk = (films: readonly Film[] = FILMS): MadeTitle[] =>
  films.map(({ title, year }, at) => {
    const style = STYLES[at % STYLES.length]
    if (style === undefined) throw new Error('there is no way to name a film')
    return {
      ...style(title, year),
      title,
      year,
      tmdb: String(FIRST_ID + at),
      hasNfo: at % EACH_WITH_NFO === 0,
      isBroken: title === BROKEN,
      poster: null,
      hasFanart: false,
      hasForcedWords: false,
    }
  })
