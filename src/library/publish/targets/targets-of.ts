import type { TitleKind } from '../../titles/model.ts'
import type { ChosenArt, PublishableTitle, Target } from '../model.ts'

/** Where the NFO and the chosen pictures of a title belong, in the names of Kodi and Jellyfin. */
export function targetsOf(title: PublishableTitle): Target[] {
  const nfo = nfoTarget(title)
  const art = title.art.flatMap((one) => artTarget(title, one))
  return nfo === undefined ? art : [nfo, ...art]
}

export const stemOf = (file: string): string => file.replace(/(?<=.)\.[^.]*$/, '')

const WHOLE_NAMES: Partial<Record<TitleKind, string>> = {
  series: 'tvshow',
  season: 'season',
  artist: 'artist',
  album: 'album',
}

function nfoTarget({ kind, folder, seriesFolder, mainFile, hasOwnFolder }: PublishableTitle): Target | undefined {
  if (folder === null) return undefined
  const name = WHOLE_NAMES[kind]
  if (name !== undefined) {
    // A season without a folder of its own has no place for one.
    if (kind === 'season' && folder === seriesFolder) return undefined
    return { kind: 'nfo', folder, names: [`${name}.nfo`] }
  }
  if (mainFile === null || kind === 'song') return undefined
  const beside = `${stemOf(mainFile)}.nfo`
  // Players read it whatever is set for folders; one with the other name would win, so it stands for it.
  return { kind: 'nfo', folder, names: kind === 'movie' && hasOwnFolder ? [beside, 'movie.nfo'] : [beside] }
}

function artTarget(title: PublishableTitle, art: ChosenArt): Target[] {
  const { kind, folder, seriesFolder, mainFile, hasOwnFolder, number } = title
  const base = art.place === 0 ? art.kind : `${art.kind}${art.place}`
  const at = (where: string | null, ...names: readonly [string, ...string[]]): Target[] =>
    where === null ? [] : [{ kind: art.kind, folder: where, names, art }]
  switch (kind) {
    case 'series':
      return at(folder, base)
    case 'season': {
      const season = number === 0 ? 'season-specials' : `season${String(number ?? 0).padStart(2, '0')}`
      return number === null ? [] : at(seriesFolder, `${season}-${base}`)
    }
    case 'artist':
    case 'album':
      // The players' word for what an artist or album looks like.
      return art.kind === 'thumb' && art.place === 0 ? at(folder, 'folder', 'thumb', 'cover') : at(folder, base)
    case 'song':
      return []
    case 'movie':
    case 'tv-episode': {
      if (mainFile === null) return []
      const beside = `${stemOf(mainFile)}-${base}`
      return kind === 'movie' && hasOwnFolder ? at(folder, base, beside) : at(folder, beside)
    }
  }
}
