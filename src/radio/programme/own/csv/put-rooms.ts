import { z } from 'zod'
import type { Reader } from '../../../../db/db.ts'
import { foldText } from '../../../../kernel/fold-text.ts'
import { hasPart, type PutRoom, type Wish } from '../../../csv/index.ts'
import { getStation } from '../../../stations/index.ts'
import type { SaidCode } from '../../../../plans/index.ts'
import { AIR_STATUSES, EPISODES_MOST, type OwnEpisode, type OwnShow, PUBLISHED_STATUSES, SHOWS_MOST } from '../model.ts'
import { programmeChanged } from '../../changes.ts'
import { stationRef } from '../../contract.ts'
import { isPlanned, lockProgramme } from '../own-programme.ts'
import { countEpisodes, countEpisodesByShow, listShows, updateEpisode, updateShow } from '../store.ts'
import { NEW_EPISODE, NEW_SHOW } from './columns.ts'
import { PUT_EPISODE, PUT_SHOW } from './put-kinds.ts'
import {
  countEpisodesEver,
  findEpisodes,
  findEpisodesByTitle,
  findEpisodesOf,
  findShows,
  findShowsOf,
  insertEpisodes,
  insertShows,
} from './store.ts'

const text = z.string()
const textOrNull = text.nullable()
const numberOrNull = z.number().nullable()

const ShowPart = z
  .object({ title: text, hosts: text, description: text, playoutShowId: numberOrNull })
  .partial()
  .strict()

const EpisodePart = z
  .object({
    showId: numberOrNull,
    title: text,
    description: text,
    publishedStatus: z.enum(PUBLISHED_STATUSES),
    pendingReview: z.boolean(),
    airStatus: z.enum(AIR_STATUSES),
    scheduledAt: numberOrNull,
    scheduledEndAt: numberOrNull,
    durationMs: numberOrNull,
    roundedDurationMs: numberOrNull,
    realDurationMs: numberOrNull,
    trackId: textOrNull,
    trackRelPath: textOrNull,
  })
  .partial()
  .strict()

/** What shows and episodes have in common. */
const ofProgramme = {
  told: { applied: 'radio.programme.imported', undone: 'radio.programme.import-undone' },
  lock: lockProgramme,
  async refuseStation(reader: Reader, stationId: number): Promise<SaidCode | undefined> {
    const { keepsProgramme, name } = await getStation(reader, stationId)
    return keepsProgramme ? undefined : said('radio/keeps-no-programme', { name })
  },
  nameOf: ({ title = '' }: { title?: string }) => title,
  has: hasPart,
  alsoTell: ({ stationId, name }: { stationId: number; name: string }) =>
    programmeChanged({ stationId, cms: stationRef(stationId), title: name }),
}

const said = (code: string, params: SaidCode['params']): SaidCode => ({ code, params })

interface ShowWorld {
  byTitle: Map<string, OwnShow | 'new'>
  episodes: ReadonlyMap<number, number>
}

export const showRoom: PutRoom<OwnShow, ShowWorld> = {
  ...ofProgramme,
  kind: PUT_SHOW,
  partIn: (details) => ShowPart.parse(details),
  find: findShows,
  findOf: findShowsOf,
  look: async (reader, stationId) => ({
    byTitle: new Map((await listShows(reader, stationId)).map((show) => [foldText(show.title), show])),
    episodes: await countEpisodesByShow(reader, stationId),
  }),
  refuseYet: () => undefined,
  whole: (_world, { after }) => after,
  refuseToAdd({ byTitle }, { after: { title = '' } }) {
    if (byTitle.has(foldText(title))) return said('radio/show-title-taken', { title })
    if (byTitle.size >= SHOWS_MOST) return said('radio/too-many-shows', { most: SHOWS_MOST })
    byTitle.set(foldText(title), 'new')
    return undefined
  },
  refuseToChange({ byTitle }, current, wanted) {
    const [from, to] = [foldText(current.title), foldText(wanted.title)]
    if (from === to) return undefined
    if (byTitle.has(to)) return said('radio/show-title-taken', { title: wanted.title })
    byTitle.delete(from)
    byTitle.set(to, wanted)
    return undefined
  },
  refuseToRemove({ episodes }, { showId, title }) {
    const count = episodes.get(showId) ?? 0
    return count === 0 ? undefined : said('radio/show-has-episodes', { title, count })
  },
  insert: (tx, added, at) =>
    insertShows(
      tx,
      added.map(({ operationId, facts }) => ({ operationId, facts: { ...NEW_SHOW, ...facts } })),
      at,
    ),
  update: updateShow,
  idOf: ({ showId }) => showId,
}

interface EpisodeWorld {
  showIds: ReadonlySet<number>
  showsByTitle: ReadonlyMap<string, number>
  /** Show and folded title of those that stand. */
  there: ReadonlySet<string>
  count: number
}

/** Exact where it matters: more than there are is enough where there is room for all. */
async function countAbout(reader: Reader, stationId: number, added: number): Promise<number> {
  const ever = await countEpisodesEver(reader, stationId)
  return ever + added <= EPISODES_MOST ? ever : countEpisodes(reader, stationId, {})
}

const placeOf = (showId: number | null, titleKey: string): string => `${showId ?? '-'}:${titleKey}`

function wholeEpisode(
  showsByTitle: ReadonlyMap<string, number>,
  { after, showTitle }: Wish<OwnEpisode>,
): Partial<OwnEpisode> {
  const showId = showTitle === null ? undefined : showsByTitle.get(foldText(showTitle))
  return showId === undefined ? after : { ...after, showId }
}

export const episodeRoom: PutRoom<OwnEpisode, EpisodeWorld> = {
  ...ofProgramme,
  kind: PUT_EPISODE,
  partIn: (details) => EpisodePart.parse(details),
  find: findEpisodes,
  findOf: findEpisodesOf,
  async look(reader, stationId, wishes) {
    const shows = await listShows(reader, stationId)
    const showsByTitle = new Map(shows.map(({ title, showId }) => [foldText(title), showId]))
    const wanted = wishes.flatMap((wish) => {
      const { showId = null, title = '' } = wholeEpisode(showsByTitle, wish)
      return wish.id === null ? [{ showId, titleKey: foldText(title) }] : []
    })
    const there = await findEpisodesByTitle(reader, stationId, wanted)
    return {
      showIds: new Set(shows.map(({ showId }) => showId)),
      showsByTitle,
      there: new Set(there.map(({ showId, titleKey }) => placeOf(showId, titleKey))),
      count: await countAbout(reader, stationId, wanted.length),
    }
  },
  refuseYet: ({ showsByTitle }, { showTitle }) =>
    showTitle === null || showsByTitle.has(foldText(showTitle))
      ? undefined
      : said('radio/no-such-show', { showId: showTitle }),
  whole: ({ showsByTitle }, wish) => wholeEpisode(showsByTitle, wish),
  refuseToAdd(world, wish) {
    const { showId = null, title = '' } = wholeEpisode(world.showsByTitle, wish)
    if (showId !== null && !world.showIds.has(showId)) return said('radio/no-such-show', { showId })
    if (world.there.has(placeOf(showId, foldText(title)))) return said('radio/episode-there-already', { title })
    if (world.count >= EPISODES_MOST) return said('radio/too-many-episodes', { most: EPISODES_MOST })
    world.count++
    return undefined
  },
  refuseToChange({ showIds }, current, wanted) {
    const { showId, title, episodeId } = wanted
    if (showId !== current.showId && showId !== null && !showIds.has(showId))
      return said('radio/no-such-show', { showId })
    const isOtherwise = (['airStatus', 'scheduledAt', 'scheduledEndAt', 'trackId'] as const).some(
      (field) => current[field] !== wanted[field],
    )
    return isPlanned(current) && isOtherwise ? said('radio/episode-is-planned', { title, episodeId }) : undefined
  },
  refuseToRemove: (_world, episode) =>
    isPlanned(episode)
      ? said('radio/episode-is-planned', { title: episode.title, episodeId: episode.episodeId })
      : undefined,
  insert: (tx, added, at) =>
    insertEpisodes(
      tx,
      added.map(({ operationId, facts }) => ({
        operationId,
        facts: { ...NEW_EPISODE, showId: null, ...facts },
      })),
      at,
    ),
  update: updateEpisode,
  idOf: ({ episodeId }) => episodeId,
}
