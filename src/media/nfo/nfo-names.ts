import { pathKey } from '../path-key.ts'

export type NfoOwner =
  | {
      is: 'movie'
      /** Name of the film's file, in its folder. */
      file: string
      /** No other film lies in the folder. */
      hasOwnFolder: boolean
    }
  | { is: 'episode'; file: string }
  | { is: 'show' | 'season' | 'artist' | 'album' }

/**
 * Names under which players look for the NFO, in its folder, the first that is there counts. Their case says nothing.
 * For a film with a folder of its own `movie.nfo` comes before the one with the film's name.
 */
export function nfoNamesFor(owner: NfoOwner): readonly string[] {
  switch (owner.is) {
    case 'movie':
      return owner.hasOwnFolder ? ['movie.nfo', besideOf(owner.file)] : [besideOf(owner.file)]
    case 'episode':
      return [besideOf(owner.file)]
    case 'show':
      return ['tvshow.nfo']
    case 'season':
    case 'artist':
    case 'album':
      return [`${owner.is}.nfo`]
  }
}

const besideOf = (file: string): string => `${file.replace(/(?<=.)\.[^.]*$/, '')}.nfo`

/** The name in `present` that players read: exact before other case, and of several the first by its letters. */
export function findNfo(owner: NfoOwner, present: readonly string[]): string | undefined {
  for (const wanted of nfoNamesFor(owner)) {
    if (present.includes(wanted)) return wanted
    const key = pathKey(wanted)
    const found = present.filter((name) => pathKey(name) === key).toSorted()[0]
    if (found !== undefined) return found
  }
  return undefined
}
