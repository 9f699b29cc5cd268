import type { Episode, Show } from '../../radio/programme/ports.ts'
import { type Collection, idOf, valuesOf } from './documents.ts'
import { type EpisodeMapped, episodeMapping, type ShowMapped, showMapping } from './mapping.ts'
import type { PayloadSettings } from './settings.ts'
import type { Doc } from './values.ts'

export interface Episodes extends Collection<EpisodeMapped['field']> {
  mapping: readonly EpisodeMapped[]
}

export const episodesIn = (settings: PayloadSettings): Episodes => ({
  slug: settings.episodes_collection,
  shows: settings.shows_collection,
  mapping: episodeMapping(settings),
})

export const showsIn = (settings: PayloadSettings): Collection<ShowMapped['field']> => ({
  slug: settings.shows_collection,
  shows: settings.shows_collection,
  mapping: showMapping(settings),
})

export function toEpisode(doc: Doc, episodes: Episodes): Episode {
  const values = valuesOf(doc, episodes)
  return { ...(values as unknown as Episode), episodeId: idOf(doc) ?? '', title: String(values.title ?? '') }
}

export function toShow(doc: Doc, shows: Collection<ShowMapped['field']>): Show {
  const values = valuesOf(doc, shows)
  return { ...(values as unknown as Show), showId: idOf(doc) ?? '', title: String(values.title ?? '') }
}
