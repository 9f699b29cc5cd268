import { z } from 'zod'
import { defineRoutes, Instant, RunStarted, Said } from '../../kernel/contract.ts'
import { decimal, rowId } from '../../kernel/ids.ts'
import { ART_KINDS } from '../titles/model.ts'
import { CANDIDATE_SOURCES, CANDIDATE_STATES, LARGEST_PICTURE, WIDTHS } from './model.ts'

export { LARGEST_PICTURE } from './model.ts'

export const CandidateId = rowId('candidate')
const TitleId = rowId('title')
const LibraryId = rowId('library')
const Kind = z.enum(ART_KINDS)
const count = z.number().int()
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const CandidateView = z.object({
  candidateId: count,
  kind: Kind,
  source: z.enum(CANDIDATE_SOURCES),
  /** The source in words. */
  sourceText: z.string(),
  ref: z.string().describe('Of a file its path below the library’s folder, of a provider its path there'),
  provider: z.string().nullable(),
  language: z.string().nullable(),
  width: count.nullable(),
  height: count.nullable(),
  votes: count.nullable(),
  voteAverage: z.number().nullable(),
  score: z.number().nullable().describe('0 to 100'),
  sha256: z.string().nullable().describe('In the artwork cache; null until it is there'),
  isDamaged: z.boolean().describe('It is not in the cache any more as it should be'),
  twinOf: count.nullable().describe('Another candidate that looks the same and is better'),
  state: z.enum(CANDIDATE_STATES),
  chosenBy: z.string().nullable().describe('auto, or who'),
  place: count.nullable(),
  reason: Said.nullable().describe('Why it is not chosen by itself, or can’t be had'),
})
export type CandidateView = z.output<typeof CandidateView>

export const KindOfArtView = z.object({
  kind: Kind,
  name: z.string(),
  most: count.describe('So many of it are chosen; 0 for none'),
  isLocked: z.boolean().describe('A person chose: what is chosen stays'),
  candidates: z.array(CandidateView).describe('What is chosen in its order, then the best first'),
})
export type KindOfArtView = z.output<typeof KindOfArtView>

export const ArtworkView = z.object({
  titleId: count,
  title: z.string(),
  kinds: z.array(KindOfArtView),
})
export type ArtworkView = z.output<typeof ArtworkView>

const Changed = z.object({
  artwork: ArtworkView,
  runId: count.nullable().describe('The run that brings what is not in the cache yet'),
})

export const CacheView = z.object({
  pictures: count,
  bytes: count,
  unused: count.describe('Nothing uses them; they go after a day, of removed titles after 30 days'),
  damaged: count,
  at: Instant,
})
export type CacheView = z.output<typeof CacheView>

const ofTitle = '/api/v1/library/titles/:titleId/artwork'
const title = z.object({ titleId: TitleId })
const kind = title.extend({ kind: Kind })

export const artworkRoutes = defineRoutes('library.artwork', {
  list: {
    method: 'GET',
    path: ofTitle,
    scope: 'read',
    summary: 'Pictures that may stand for a title, by their kind, and which are chosen',
    params: title,
    reply: ArtworkView,
  },
  choose: {
    method: 'POST',
    path: `${ofTitle}/:kind/choose`,
    scope: 'jobs:write',
    summary:
      'Choose pictures of a kind by hand, in this order; the kind is locked then. None: the title has none of it',
    params: kind,
    body: z.object({ candidateIds: z.array(CandidateId).max(20) }),
    reply: Changed,
  },
  chooseAnew: {
    method: 'POST',
    path: `${ofTitle}/:kind/choose-anew`,
    scope: 'jobs:write',
    summary: 'Unlock a kind and let Patchbay choose',
    params: kind,
    body: z.object({}).default({}),
    reply: Changed,
  },
  reject: {
    method: 'POST',
    path: `${ofTitle}/:kind/reject`,
    scope: 'jobs:write',
    summary: 'Never choose a picture by itself, or take that back',
    params: kind,
    body: z.object({ candidateId: CandidateId, isRejected: z.boolean().default(true) }),
    reply: Changed,
  },
  upload: {
    method: 'POST',
    path: `${ofTitle}/:kind`,
    scope: 'jobs:write',
    summary: 'Give a title a picture of one’s own; it is chosen, and the kind is locked',
    params: kind,
    body: z.unknown().describe('JPEG, PNG, WebP or GIF; its bytes say which'),
    bodyLimit: LARGEST_PICTURE,
    takesBytes: true,
    reply: Changed,
    status: 201,
  },
  picture: {
    method: 'GET',
    path: '/api/v1/library/pictures/:sha256',
    scope: 'read',
    summary: 'A picture of the artwork cache, as it is or in one of a few widths (WebP)',
    params: z.object({ sha256: Sha256 }),
    query: z.object({
      width: decimal(z.union(WIDTHS.map((width) => z.literal(width))))
        .optional()
        .describe('In pixels; never larger than it is'),
    }),
    reply: 'raw',
  },
  cache: {
    method: 'GET',
    path: '/api/v1/library/artwork/cache',
    scope: 'read',
    summary: 'How much the artwork cache holds',
    reply: CacheView,
  },
  verify: {
    method: 'POST',
    path: '/api/v1/library/artwork/verify',
    scope: 'jobs:write',
    summary: 'Read each picture of a library in the cache; what is damaged is copied or fetched anew',
    body: z.object({ libraryId: LibraryId }),
    reply: RunStarted,
    status: 202,
  },
  collect: {
    method: 'POST',
    path: '/api/v1/library/artwork/collect',
    scope: 'files:delete',
    summary: 'Take pictures that nothing uses any more out of the cache; done each night anyway',
    body: z.object({}).default({}),
    reply: RunStarted,
    status: 202,
  },
})
