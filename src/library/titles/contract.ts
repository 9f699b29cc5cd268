import { z } from 'zod'
import { countedPageOf, defineRoutes, Instant, PageQuery, pageOf, Said } from '../../kernel/contract.ts'
import { decimal, rowId } from '../../kernel/ids.ts'
import { LibraryId } from '../libraries/contract.ts'
import { FactEdits, FactsView } from './shapes/contract.ts'
import { ART_KINDS, FACT_KEYS, SOURCES, TITLE_KINDS, WHOLE_TITLE } from './model.ts'

export { type FactEdits, FactsView } from './shapes/contract.ts'

const count = z.number().int()
const flag = z.enum(['yes', 'no'])
const YEAR = decimal(z.number().int().min(1800).max(2200))
const MOST_AT_ONCE = 500

export const TitleId = rowId('title')
export const TitleKindName = z.enum(TITLE_KINDS)
export const TitleStateName = z.enum(['unidentified', 'identified', 'enriched'])
export const FactKeyName = z.enum(FACT_KEYS)
export const LockName = z.enum([WHOLE_TITLE, ...FACT_KEYS, ...ART_KINDS]).describe('* locks the whole title')
const SourceName = z.enum(SOURCES)
export const ArtKindName = z.enum(ART_KINDS)

export const TitleView = z.object({
  titleId: count,
  libraryId: count,
  kind: TitleKindName,
  parentId: count.nullable(),
  title: z.string(),
  year: count.nullable(),
  number: count.nullable().describe('Of a season, an episode or a song among its parent’s'),
  state: TitleStateName,
  lines: count.nullable().describe('Lines of the picture, such as 1080'),
  durationMs: count.nullable(),
  rating: z.number().nullable().describe('Of 10'),
  posterSha256: z.string().nullable(),
  isLocked: z.boolean().describe('As a whole'),
  care: Said.nullable().describe('Why it needs a person'),
  addedAt: Instant,
  changedAt: Instant,
  publishedAt: Instant.nullable(),
  missingSince: Instant.nullable().describe('Its folder or file is not there; it is removed later'),
  deletedAt: Instant.nullable(),
})
export type TitleView = z.output<typeof TitleView>

const ToldView = z.object({ source: SourceName, by: z.string(), at: Instant, text: z.string().describe('In words') })

export const TitleFileView = z.object({
  fileId: count,
  path: z.string().describe('Below the folder of the library'),
  kind: z.string(),
  use: z.string(),
  size: count,
  changedAt: Instant,
  language: z.string().nullable(),
  durationMs: count.nullable(),
  streams: z.unknown().describe('As the probe read them; null when it was not probed'),
  problem: Said.nullable().describe('Why it could not be probed'),
  missingSince: Instant.nullable(),
})
export type TitleFileView = z.output<typeof TitleFileView>

export const TitleArtView = z.object({
  candidateId: count,
  kind: ArtKindName,
  sha256: z.string().nullable().describe('In the artwork cache; null until it is there'),
  width: count.nullable(),
  height: count.nullable(),
  source: z.enum(['local', 'provider', 'upload']),
  place: count.nullable(),
})

export const NameReadingView = z.object({
  path: z.string(),
  is: z.enum(['movie', 'episode', 'unreadable']),
  pieces: z.array(z.object({ text: z.string(), at: count, as: z.string(), rule: z.string() })),
  why: z.string().nullable().describe('Why nothing was understood'),
})

export const TitleDetail = TitleView.extend({
  facts: FactsView,
  sources: z.partialRecord(FactKeyName, ToldView).describe('Who said each fact'),
  told: z
    .partialRecord(SourceName, FactsView)
    .describe('What each source says, also where another one is trusted more'),
  locks: z.array(z.string()),
  identifiedBy: SourceName.nullable(),
  enrichedAt: Instant.nullable(),
  folder: z.object({ folderId: count, path: z.string() }).nullable(),
  parents: z.array(TitleView).describe('Outermost first'),
  children: z.array(TitleView.extend({ childCount: count })).describe('Seasons, episodes, albums or songs, in order'),
  files: z.array(TitleFileView).describe('The main one first'),
  artwork: z.array(TitleArtView).describe('What was chosen'),
  name: NameReadingView.nullable().describe('How its name was read'),
  etag: z.string(),
})
export type TitleDetail = z.output<typeof TitleDetail>

export const FactChangeView = z.object({
  changeId: count,
  fact: FactKeyName,
  name: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  source: SourceName,
  beforeSource: SourceName.nullable(),
  wasLocked: z.boolean(),
  actor: z.string(),
  runId: count.nullable(),
  at: Instant,
  undoneBy: count.nullable().describe('The change that took it back'),
  canUndo: z.boolean(),
})
export type FactChangeView = z.output<typeof FactChangeView>

export const TitleStepView = z.object({
  at: Instant,
  text: z.string(),
  actor: z.string(),
  runId: count.nullable(),
  deliveryId: count.nullable(),
  state: z.string().nullable().describe('Of a delivery'),
  isWell: z.boolean(),
})
export type TitleStepView = z.output<typeof TitleStepView>

const Filter = z.object({
  libraryId: LibraryId.optional(),
  kind: TitleKindName.optional().describe('Films, series and artists unless said'),
  parentId: TitleId.optional(),
  yearFrom: YEAR.optional(),
  yearTo: YEAR.optional(),
  state: TitleStateName.optional(),
  care: flag.optional().describe('Needs a person'),
  lines: decimal(count.min(1).max(100_000)).optional().describe('Lines of the picture'),
  noArt: ArtKindName.optional().describe('Without chosen artwork of this kind'),
  locked: flag.optional().describe('Anything of it'),
  notIn: rowId('player group').optional().describe('Proven in no player of this group'),
  addedSince: Instant.optional(),
  gone: flag.default('no').describe('yes lists those that were removed'),
  text: z.string().max(200).optional().describe('Words of title, people, year and path, all of them'),
})

const at = '/api/v1/library/titles'
const one = z.object({ titleId: TitleId })
const Facets = z.object({
  total: count,
  years: z.array(z.object({ year: count.nullable(), count })),
  lines: z.array(z.object({ lines: count.nullable(), count })),
  states: z.array(z.object({ state: TitleStateName, count })),
  care: count,
  locked: count,
})
export type TitleFacets = z.output<typeof Facets>

export const titleRoutes = defineRoutes('library.titles', {
  list: {
    method: 'GET',
    path: at,
    scope: 'read',
    summary: 'Titles of one library, or of all',
    query: PageQuery.extend({
      ...Filter.shape,
      sort: z.enum(['title', 'added', 'year', 'rating', 'number']).default('title'),
      order: z.enum(['up', 'down']).default('up'),
    }),
    reply: countedPageOf(TitleView),
  },
  facets: {
    method: 'GET',
    path: '/api/v1/library/title-facets',
    scope: 'read',
    summary: 'How many titles match, by year, lines of the picture and state',
    query: Filter,
    reply: Facets,
  },
  get: {
    method: 'GET',
    path: `${at}/:titleId`,
    scope: 'read',
    summary: 'One title: facts and who said them, locks, files, artwork, children, how its name was read',
    params: one,
    reply: TitleDetail,
  },
  why: {
    method: 'GET',
    path: `${at}/:titleId/steps`,
    scope: 'read',
    summary: 'What happened to a title, oldest first: found, read, asked about, published, told to players',
    params: one,
    reply: z.object({ items: z.array(TitleStepView) }),
  },
  history: {
    method: 'GET',
    path: `${at}/:titleId/changes`,
    scope: 'read',
    summary: 'Changes of a title’s facts, newest first',
    params: one,
    query: PageQuery,
    reply: pageOf(FactChangeView),
  },
  edit: {
    method: 'PATCH',
    path: `${at}/:titleId`,
    scope: 'jobs:write',
    summary: 'Say facts of a title (If-Match needed); each is locked, null takes it away',
    params: one,
    body: z.object({ facts: FactEdits }),
    reply: TitleDetail,
  },
  lock: {
    method: 'PUT',
    path: `${at}/:titleId/locks`,
    scope: 'jobs:write',
    summary: 'Lock or unlock facts, kinds of artwork or the whole title (If-Match needed)',
    params: one,
    body: z.object({ lock: z.array(LockName).max(50).default([]), unlock: z.array(LockName).max(50).default([]) }),
    reply: TitleDetail,
  },
  undo: {
    method: 'POST',
    path: `${at}/:titleId/changes/:changeId/undo`,
    scope: 'jobs:write',
    summary: 'Take one change back: value, source and lock are as before',
    params: one.extend({ changeId: rowId('fact change') }),
    reply: TitleDetail,
  },
  reset: {
    method: 'POST',
    path: `${at}/:titleId/reset`,
    scope: 'jobs:write',
    summary: 'Unlock facts and give them what the sources say (If-Match needed)',
    params: one,
    body: z.object({ facts: z.array(FactKeyName).min(1).max(50).optional().describe('All unless said') }),
    reply: TitleDetail,
  },
  together: {
    method: 'POST',
    path: `${at}/together`,
    scope: 'jobs:write',
    summary: 'Lock, unlock, ask the provider about, or publish many titles',
    body: z.object({
      titleIds: z.array(TitleId).min(1).max(MOST_AT_ONCE),
      act: z.enum(['lock', 'unlock', 'refresh', 'publish']),
      locks: z.array(LockName).min(1).max(50).default([WHOLE_TITLE]).describe('What to lock or unlock'),
    }),
    reply: z.object({
      done: count,
      left: z.array(z.object({ titleId: count, reason: Said })).describe('Those that were left alone, and why'),
      runIds: z.array(count),
    }),
  },
})
