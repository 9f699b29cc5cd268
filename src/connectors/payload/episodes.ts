import type { Episode, Show } from '../../radio/programme/ports.ts'
import { type Collection, idOf, valuesOf } from './documents.ts'
import { type EpisodeFacts, episodeMapping, type ShowFacts, showMapping } from './mapping.ts'
import type { PayloadSettings } from './settings.ts'
import type { Doc } from './values.ts'

export type Episodes = Collection<EpisodeFacts>
export type Shows = Collection<ShowFacts>

export const episodesIn = (settings: PayloadSettings): Episodes => ({
  slug: settings.episodes_collection,
  shows: settings.shows_collection,
  mapping: episodeMapping(settings),
})

export const showsIn = (settings: PayloadSettings): Shows => ({
  slug: settings.shows_collection,
  shows: settings.shows_collection,
  mapping: showMapping(settings),
})

export function toEpisode(doc: Doc, episodes: Episodes): Episode {
  const values = valuesOf(doc, episodes)
  return { ...values, episodeId: idOf(doc) ?? '', title: values.title ?? '' }
}

export function toShow(doc: Doc, shows: Shows): Show {
  const values = valuesOf(doc, shows)
  return { ...values, showId: idOf(doc) ?? '', title: values.title ?? '' }
}
