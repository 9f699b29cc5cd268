import type { ProgrammeCms } from '../../radio/programme/ports.ts'
import { changeEpisode } from './change-episode.ts'
import type { PayloadClient } from './client.ts'
import { findDoc, listAll, listPage } from './documents.ts'
import { isWantedBy, whereOf } from './episode-filter.ts'
import { episodesIn, showsIn, toEpisode, toShow } from './episodes.ts'
import { isWritten } from './mapping.ts'
import type { PayloadSettings } from './settings.ts'

export function programmeCms(client: PayloadClient, settings: PayloadSettings): ProgrammeCms {
  const episodes = episodesIn(settings)
  const shows = showsIn(settings)
  return {
    fields: episodes.mapping.filter(isWritten).flatMap(({ field, path }) => (path === '' ? [] : [field])),
    async identify(signal) {
      const { id, name } = await client.whoAmI(signal)
      return { userId: id, name }
    },
    async findEpisode(episodeId, signal) {
      const doc = await findDoc(client, episodes, { id: episodeId, signal })
      return doc === undefined ? undefined : toEpisode(doc, episodes)
    },
    async listEpisodes(filter, { signal, page }) {
      const wish = { where: whereOf(filter, episodes), signal }
      if (page === undefined) {
        const docs = await listAll(client, episodes, wish)
        return { episodes: docs.map((doc) => toEpisode(doc, episodes)).filter(isWantedBy(filter)), nextPage: null }
      }
      const { docs, nextPage } = await listPage(client, episodes, { ...wish, page })
      await client.whoAmI(signal)
      return { episodes: docs.map((doc) => toEpisode(doc, episodes)).filter(isWantedBy(filter)), nextPage }
    },
    changeEpisode: (episodeId, change, signal) => changeEpisode(client, episodes, { episodeId, change, signal }),
    async findShow(showId, signal) {
      const doc = await findDoc(client, shows, { id: showId, signal })
      return doc === undefined ? undefined : toShow(doc, shows)
    },
    async listShows(signal) {
      const docs = await listAll(client, shows, { where: [], signal })
      return docs.map((doc) => toShow(doc, shows))
    },
  }
}
