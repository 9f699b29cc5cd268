import { NotFoundError } from '../../kernel/errors.ts'
import { isWantedBy, type ProgrammeCms } from '../../radio/programme/ports.ts'
import { changeDocument } from './change-document.ts'
import type { PayloadClient } from './client.ts'
import { findDoc, listAll, listPage } from './documents.ts'
import { whereOf } from './episode-filter.ts'
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
    async changeEpisode(episodeId, change, signal) {
      const noSuch = (cause?: unknown) => new NotFoundError('radio/no-such-episode', { params: { episodeId }, cause })
      const wish = { id: episodeId, change, signal, noSuch }
      const { doc, dropped, refusal } = await changeDocument(client, episodes, wish)
      return { changed: toEpisode(doc, episodes), dropped, refusal }
    },
    async findShow(showId, signal) {
      const doc = await findDoc(client, shows, { id: showId, signal })
      return doc === undefined ? undefined : toShow(doc, shows)
    },
    async changeShow(showId, change, signal) {
      const noSuch = (cause?: unknown) => new NotFoundError('radio/no-such-show', { params: { showId }, cause })
      const { doc, refusal } = await changeDocument(client, shows, { id: showId, change, signal, noSuch })
      return { changed: toShow(doc, shows), refusal }
    },
    async listShows(signal) {
      const docs = await listAll(client, shows, { where: [], signal })
      return docs.map((doc) => toShow(doc, shows))
    },
  }
}
