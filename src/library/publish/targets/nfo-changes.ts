import type { NfoChanges, NfoKind, NfoUniqueId } from '../../../media/nfo/model.ts'
import { ID_NAMES, type KnownFacts, NFO_FACT_NAMES, type TitleKind } from '../../titles/model.ts'
import type { PublishableTitle } from '../model.ts'

const NFO_KIND: Partial<Record<TitleKind, NfoKind>> = {
  movie: 'movie',
  series: 'tvshow',
  season: 'season',
  'tv-episode': 'episodedetails',
  artist: 'artist',
  album: 'album',
}

/** What the NFO shall tell: what is known; the rest stays as the file has it. Several for a file of several episodes. */
export function nfoChangesOf(title: PublishableTitle): NfoChanges[] {
  const kind = NFO_KIND[title.kind]
  if (kind === undefined) return []
  if (kind !== 'episodedetails')
    return [
      { ...told(title.facts, kind), ...(kind === 'season' && title.number !== null ? { season: title.number } : {}) },
    ]
  return title.ofSameFile.map(({ facts, number, seasonNumber }) => ({
    ...told(facts, kind),
    ...(seasonNumber === null ? {} : { season: seasonNumber }),
    ...(number === null ? {} : { episode: number }),
  }))
}

function told(facts: KnownFacts, kind: NfoKind): NfoChanges {
  const given = NFO_FACT_NAMES.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]] as const]))
  const uniqueIds = ID_NAMES.flatMap((type): NfoUniqueId[] => {
    const value = facts[type]
    return value === undefined ? [] : [{ type, value }]
  })
  const withDefault = uniqueIds.map((id, place): NfoUniqueId => (place === 0 ? { ...id, isDefault: true } : id))
  return { kind, ...Object.fromEntries(given), ...(withDefault.length === 0 ? {} : { uniqueIds: withDefault }) }
}
