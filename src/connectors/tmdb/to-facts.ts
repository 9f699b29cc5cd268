import type { ArtKind, ProvidedPicture, TitleFacts } from '../../library/enrich/ports.ts'
import type { WireCredits, WireImage, WireImages, WireTranslations, WireVideos } from './wire.ts'

const PICTURES_MOST = 60
const ACTORS_MOST = 100
const WRITING = new Set(['Writer', 'Screenplay', 'Story', 'Teleplay', 'Novel', 'Author', 'Characters', 'Book'])

/** Nothing that is not known: `exactOptionalPropertyTypes` tells undefined and missing apart. */
export const known = <Facts extends object>(facts: Facts): { [Key in keyof Facts]?: Exclude<Facts[Key], undefined> } =>
  Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  ) as { [Key in keyof Facts]?: Exclude<Facts[Key], undefined> }

export const yearOf = (day: string | undefined): number | undefined =>
  day === undefined ? undefined : Number(day.slice(0, 4))

export const namesOf = (people: readonly { name: string | undefined }[]): string[] => [
  ...new Set(people.flatMap(({ name }) => name ?? [])),
]

export function peopleOf(credits: WireCredits): Pick<TitleFacts, 'directors' | 'writers' | 'actors'> {
  const { cast = [], crew = [] } = credits ?? {}
  return known({
    directors: namesOf(crew.filter(({ job }) => job === 'Director')),
    writers: namesOf(crew.filter(({ job }) => job !== undefined && WRITING.has(job))),
    actors: castOf(cast),
  })
}

export function castOf(cast: NonNullable<WireCredits>['cast']): NonNullable<TitleFacts['actors']> {
  const ordered = cast.toSorted((a, b) => (a.order ?? ACTORS_MOST) - (b.order ?? ACTORS_MOST))
  return ordered.slice(0, ACTORS_MOST).flatMap(({ name, character, roles }, order) => {
    const role = character ?? roles[0]?.character
    return name === undefined ? [] : [{ name, ...(role === undefined ? {} : { role }), order }]
  })
}

export const ratingsOf = ({
  vote_average: value,
  vote_count: votes,
}: {
  vote_average?: number | null | undefined
  vote_count?: number | null | undefined
}): TitleFacts['ratings'] =>
  value == null || votes == null || votes === 0
    ? undefined
    : [{ name: 'themoviedb', value: Math.round(value * 10) / 10, votes, max: 10, isDefault: true }]

const VIDEO_KEY = /^[\w-]{5,20}$/

/** An address that players know to open. */
export function trailerOf(videos: WireVideos): string | undefined {
  const trailers = (videos?.results ?? []).filter(({ site, type }) => site === 'YouTube' && type === 'Trailer')
  const { key } = trailers.find(({ official }) => official === true) ?? trailers[0] ?? {}
  return key !== undefined && VIDEO_KEY.test(key) ? `https://www.youtube.com/watch?v=${key}` : undefined
}

/** QUIRK(tmdb 3): a text that is not translated is empty; the English one is then better than none. */
export function englishOf(translations: WireTranslations) {
  return translations?.translations.find(({ iso_639_1 }) => iso_639_1 === 'en')?.data
}

/** A path of its own answers, that names a picture and nothing else. */
export const IMAGE_PATH = /^\/[\w-]+\.(?:jpg|jpeg|png|webp)$/i

export function picturesOf(images: WireImages): ProvidedPicture[] {
  const { posters = [], backdrops = [], logos = [], stills = [] } = images ?? {}
  return [
    ...toPictures('poster', posters),
    // With words on it, it stands for the title; without, behind it.
    ...toPictures(
      'fanart',
      backdrops.filter(({ iso_639_1 }) => iso_639_1 === undefined),
    ),
    ...toPictures(
      'landscape',
      backdrops.filter(({ iso_639_1 }) => iso_639_1 !== undefined),
    ),
    ...toPictures('clearlogo', logos),
    ...toPictures('thumb', stills),
  ]
}

const toPictures = (kind: ArtKind, images: readonly WireImage[]): ProvidedPicture[] =>
  images
    .filter(({ file_path }) => IMAGE_PATH.test(file_path))
    .slice(0, PICTURES_MOST)
    .map((image) => ({
      kind,
      ref: image.file_path,
      language: image.iso_639_1 ?? null,
      width: image.width ?? null,
      height: image.height ?? null,
      votes: image.vote_count ?? null,
      voteAverage: image.vote_average ?? null,
    }))
