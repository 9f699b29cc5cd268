import { z } from 'zod'
import { countedPageOf, defineRoutes, Instant, PageQuery } from '../../../kernel/contract.ts'
import { rowId } from '../../../kernel/ids.ts'
import { StationId } from '../../stations/contract.ts'
import { AIR_STATUSES, PUBLISHED_STATUSES, TEXT_LONGEST, TITLE_LONGEST } from './model.ts'

export const OwnShowId = rowId('show')
export const OwnEpisodeId = rowId('episode')

const AnyInstant = z.iso.datetime({ offset: true }).describe('RFC 3339 with an offset or Z')
const lengthMs = z.number().int().positive().max(86_400_000)
const count = z.number().int()
const PublishedStatus = z.enum(PUBLISHED_STATUSES).describe('Of the station’s site; Patchbay leaves it alone')
export const AirStatusName = z
  .enum(AIR_STATUSES)
  .describe('draft waits for its audio, queued waits for a slot, scheduled has one')

export const Title = z
  .string()
  .trim()
  .min(1)
  .max(TITLE_LONGEST)
  .regex(/^[^\p{C}]*$/u)
export const Hosts = z
  .string()
  .trim()
  .max(TITLE_LONGEST)
  .regex(/^[^\p{C}]*$/u)
  .describe('Names of those who make it')
export const Description = z.string().max(TEXT_LONGEST)
const PlayoutShow = z.number().int().positive().nullable().describe('What the playout calls it; found out when planned')
const Announced = AnyInstant.nullable().describe('When it shall be on air; planning it writes the real time here')

export const OwnShowView = z.object({
  showId: count,
  ref: z.string().describe('s12: what planner and import call it'),
  stationId: count,
  title: z.string(),
  hosts: z.string(),
  description: z.string(),
  playoutShowId: count.nullable(),
  episodes: count.describe('How many there are'),
  createdAt: Instant,
  changedAt: Instant,
  removedAt: Instant.nullable(),
  etag: z.string(),
})
export type OwnShowView = z.output<typeof OwnShowView>

export const OwnEpisodeView = z.object({
  episodeId: count,
  ref: z.string().describe('e12: what planner and import call it; in a file’s name it tells whose audio it is'),
  stationId: count,
  showId: count.nullable(),
  showTitle: z.string().nullable(),
  title: z.string(),
  description: z.string(),
  publishedStatus: PublishedStatus,
  pendingReview: z.boolean(),
  airStatus: AirStatusName,
  scheduledAt: Instant.nullable(),
  scheduledEndAt: Instant.nullable(),
  durationMs: count.nullable().describe('As announced'),
  realDurationMs: count.nullable().describe('As measured'),
  trackId: z.string().nullable().describe('Of the playout library'),
  trackRelPath: z.string().nullable(),
  firstAiredAt: Instant.nullable(),
  lastAiredAt: Instant.nullable(),
  airCount: count.describe('How often it was on air'),
  createdAt: Instant,
  changedAt: Instant,
  removedAt: Instant.nullable(),
  etag: z.string(),
})
export type OwnEpisodeView = z.output<typeof OwnEpisodeView>

const showParts = { title: Title, hosts: Hosts, description: Description, playoutShowId: PlayoutShow }
const episodeParts = {
  title: Title,
  showId: OwnShowId.nullable(),
  description: Description,
  publishedStatus: PublishedStatus,
  pendingReview: z.boolean().describe('True: it takes no file yet'),
  airStatus: AirStatusName,
  scheduledAt: Announced,
  scheduledEndAt: Announced,
  durationMs: lengthMs.nullable().describe('As announced, in ms'),
}
const TrackOfEpisode = z
  .number()
  .int()
  .positive()
  .nullable()
  .describe('A track of the library that is its audio; null takes it off, so that it waits for audio again')

const stationParams = z.object({ stationId: StationId })
const showParams = z.object({ showId: OwnShowId })
const episodeParams = z.object({ episodeId: OwnEpisodeId })
const at = '/api/v1/radio/stations/:stationId/programme'
const removed = z.enum(['no', 'yes']).default('no').describe('yes: only those that were taken out')

export const ownShowRoutes = defineRoutes('radio.shows', {
  list: {
    method: 'GET',
    path: `${at}/shows`,
    scope: 'read',
    summary: 'Shows that Patchbay keeps for a station, by title',
    params: stationParams,
    query: z.object({ removed }),
    reply: z.object({ items: z.array(OwnShowView) }),
  },
  add: {
    method: 'POST',
    path: `${at}/shows`,
    scope: 'files:move',
    summary: 'Add a show to a station that keeps its programme here',
    params: stationParams,
    body: z.object({
      ...showParts,
      hosts: Hosts.default(''),
      description: Description.default(''),
      playoutShowId: PlayoutShow.default(null),
    }),
    reply: OwnShowView,
    status: 201,
  },
  get: {
    method: 'GET',
    path: '/api/v1/radio/shows/:showId',
    scope: 'read',
    summary: 'One show',
    params: showParams,
    reply: OwnShowView,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/radio/shows/:showId',
    scope: 'files:move',
    summary: 'Change a show (If-Match needed)',
    params: showParams,
    body: z.object(showParts).partial(),
    reply: OwnShowView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/radio/shows/:showId',
    scope: 'files:move',
    summary: 'Take a show out that has no episodes any more; it can be put back',
    params: showParams,
    reply: OwnShowView,
  },
  restore: {
    method: 'POST',
    path: '/api/v1/radio/shows/:showId/restore',
    scope: 'files:move',
    summary: 'Put a show back that was taken out',
    params: showParams,
    body: z.object({}).default({}),
    reply: OwnShowView,
  },
})

export const ownEpisodeRoutes = defineRoutes('radio.episodes', {
  list: {
    method: 'GET',
    path: `${at}/episodes`,
    scope: 'read',
    summary: 'Episodes that Patchbay keeps for a station, newest first',
    params: stationParams,
    query: PageQuery.extend({
      text: z.string().max(200).optional().describe('In the title, without regard to case and accents'),
      showId: OwnShowId.optional(),
      airStatus: AirStatusName.optional(),
      removed,
    }),
    reply: countedPageOf(OwnEpisodeView),
  },
  add: {
    method: 'POST',
    path: `${at}/episodes`,
    scope: 'files:move',
    summary: 'Add an episode to a station that keeps its programme here',
    params: stationParams,
    body: z.object({
      ...episodeParts,
      showId: episodeParts.showId.default(null),
      description: Description.default(''),
      publishedStatus: PublishedStatus.default('draft'),
      pendingReview: z.boolean().default(false),
      airStatus: AirStatusName.default('draft'),
      scheduledAt: Announced.default(null),
      scheduledEndAt: Announced.default(null),
      durationMs: episodeParts.durationMs.default(null),
    }),
    reply: OwnEpisodeView,
    status: 201,
  },
  get: {
    method: 'GET',
    path: '/api/v1/radio/episodes/:episodeId',
    scope: 'read',
    summary: 'One episode',
    params: episodeParams,
    reply: OwnEpisodeView,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/radio/episodes/:episodeId',
    scope: 'files:move',
    summary: 'Change an episode (If-Match needed)',
    params: episodeParams,
    body: z.object({ ...episodeParts, trackId: TrackOfEpisode }).partial(),
    reply: OwnEpisodeView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/radio/episodes/:episodeId',
    scope: 'files:move',
    summary: 'Take an episode out that is not planned; it can be put back',
    params: episodeParams,
    reply: OwnEpisodeView,
  },
  restore: {
    method: 'POST',
    path: '/api/v1/radio/episodes/:episodeId/restore',
    scope: 'files:move',
    summary: 'Put an episode back that was taken out',
    params: episodeParams,
    body: z.object({}).default({}),
    reply: OwnEpisodeView,
  },
})
