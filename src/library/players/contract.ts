import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, RunStarted, Said } from '../../kernel/contract.ts'
import { decimal, rowId } from '../../kernel/ids.ts'
import { CHANGES, NAME_LONGEST, PATH_LONGEST, PLAYER_KINDS, TELLING_STATES, WHILE_PLAYING } from './model.ts'

export const GroupId = rowId('player group')
export const MappingId = rowId('path mapping')

const Id = z.number().int()
const Ref = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
const GroupName = z
  .string()
  .trim()
  .min(1)
  .max(NAME_LONGEST)
  .regex(/^[^\p{C}]*$/u)
  .describe('Compared without regard to case; all are different')
const RelPath = z
  .string()
  .max(PATH_LONGEST)
  .regex(/^(?!\/)[^\0]*$/)
  .refine((path) => !path.split('/').includes('..'))
  .describe('Below the library’s folder; empty for that folder itself')

export const MappingView = z.object({
  mappingId: Id,
  libraryId: Id,
  library: z.string(),
  relPath: z.string(),
  ourPath: z.string().describe('As this server writes it'),
  playerPath: z.string().describe('The same folder as the players write it'),
})
export type MappingView = z.output<typeof MappingView>

const LibraryRef = z.object({ libraryId: Id, name: z.string(), path: z.string() })

export const GroupView = z.object({
  groupId: Id,
  name: z.string(),
  kind: z.enum(PLAYER_KINDS),
  /** The kind in words. */
  title: z.string(),
  maxMembers: z.number().int().nullable(),
  whilePlaying: z.enum(WHILE_PLAYING),
  isEnabled: z.boolean(),
  libraries: z.array(LibraryRef),
  players: z
    .array(z.object({ connectionId: Id, name: z.string() }))
    .describe('In the order in which they are tried: the first that answers is told'),
  mappings: z.array(MappingView),
  waiting: z.number().int().describe('Folders that they are still to be told of'),
  failed: z.number().int(),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type GroupView = z.output<typeof GroupView>

const GroupFacts = z.object({
  name: GroupName,
  maxMembers: z.number().int().min(1).max(100).nullable().describe('Null for no limit'),
  whilePlaying: z
    .enum(WHILE_PLAYING)
    .describe('wait: until it has ended; skip: the next player is told; tell: it does not matter'),
  isEnabled: z.boolean(),
  libraryIds: z.array(Ref).max(100).describe('What they are told of'),
  connectionIds: z.array(Ref).max(100).describe('The players, in the order in which they are tried'),
})

export const ProposalView = z.object({
  libraryId: Id,
  library: z.string(),
  ourPath: z.string(),
  playerPath: z.string(),
  shared: z.number().int().describe('Folders of the library that are seen there by the same name'),
  of: z.number().int(),
  example: z.string().nullable(),
})
export type ProposalView = z.output<typeof ProposalView>

export const PathTest = z.object({
  ourPath: z.string(),
  players: z.array(
    z.object({
      connectionId: Id,
      name: z.string(),
      outcome: z.enum(['known', 'not-known', 'not-mapped', 'accepted-only', 'failed']),
      /** The outcome in words. */
      text: z.string(),
      because: Said.nullable(),
      playerPath: z.string().nullable(),
      root: z.string().nullable().describe('The one of its folders that holds it'),
      roots: z.array(z.string()).nullable().describe('All of its folders; null when it may not be asked'),
      items: z
        .array(z.object({ title: z.string(), file: z.string() }))
        .describe('What it has there, the first of them'),
    }),
  ),
})
export type PathTest = z.output<typeof PathTest>

export const TellingView = z.object({
  tellingId: Id,
  groupId: Id,
  group: z.string(),
  libraryId: Id,
  library: z.string(),
  relPath: z.string(),
  label: z.string(),
  change: z.enum(CHANGES),
  titleId: Id.nullable(),
  state: z.enum(TELLING_STATES),
  because: Said.nullable(),
  player: z.string().nullable().describe('The one that was told'),
  deliveryId: Id.nullable(),
  askedAt: Instant,
  settledAt: Instant.nullable(),
})
export type TellingView = z.output<typeof TellingView>

const groupParams = z.object({ groupId: GroupId })
const Folder = z.object({ libraryId: Ref, relPath: RelPath })

export const playerRoutes = defineRoutes('library.players', {
  list: {
    method: 'GET',
    path: '/api/v1/library/player-groups',
    scope: 'read',
    summary: 'Groups of players by name, with their libraries and path mappings',
    reply: z.object({
      items: z.array(GroupView),
      libraries: z.array(LibraryRef).describe('All that a group can be told of'),
    }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/library/player-groups/:groupId',
    scope: 'read',
    summary: 'One group of players',
    params: groupParams,
    reply: GroupView,
  },
  add: {
    method: 'POST',
    path: '/api/v1/library/player-groups',
    scope: 'config:write',
    summary: 'Add a group of players that share one list of media',
    body: GroupFacts.partial()
      .required({ name: true })
      .extend({ kind: z.enum(PLAYER_KINDS) }),
    reply: GroupView,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/library/player-groups/:groupId',
    scope: 'config:write',
    summary: 'Change a group, its players and their order, and what they are told of; needs If-Match',
    params: groupParams,
    body: GroupFacts.partial(),
    reply: GroupView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/library/player-groups/:groupId',
    scope: 'config:write',
    summary: 'Remove a group; nothing changes at the players',
    params: groupParams,
    reply: z.object({ removed: Id }),
  },
  addMapping: {
    method: 'POST',
    path: '/api/v1/library/player-groups/:groupId/mappings',
    scope: 'config:write',
    summary: 'Say how the players write a folder of a library; one for the same folder is replaced',
    params: groupParams,
    body: Folder.extend({ playerPath: z.string().trim().min(1).max(PATH_LONGEST) }),
    reply: GroupView,
    status: 201,
  },
  removeMapping: {
    method: 'DELETE',
    path: '/api/v1/library/path-mappings/:mappingId',
    scope: 'config:write',
    summary: 'Remove a path mapping',
    params: z.object({ mappingId: MappingId }),
    reply: GroupView,
  },
  propose: {
    method: 'GET',
    path: '/api/v1/library/player-groups/:groupId/proposals',
    scope: 'read',
    summary: 'Mappings that the players’ own folders suggest, the likeliest first; the players are asked',
    params: groupParams,
    reply: z.object({ items: z.array(ProposalView) }),
  },
  testPath: {
    method: 'POST',
    path: '/api/v1/library/player-groups/:groupId/test-path',
    scope: 'jobs:write',
    summary: 'Ask each player what it knows of a folder; nothing changes',
    params: groupParams,
    body: Folder,
    reply: PathTest,
  },
  tell: {
    method: 'POST',
    path: '/api/v1/library/player-groups/:groupId/tell',
    scope: 'jobs:write',
    summary: 'Tell the players of a folder now',
    params: groupParams,
    body: Folder.extend({ change: z.enum(['added', 'changed']).default('changed') }),
    reply: RunStarted,
    status: 202,
  },
  listTellings: {
    method: 'GET',
    path: '/api/v1/library/player-tellings',
    scope: 'read',
    summary: 'What players were told of, and are to be, the newest first',
    query: PageQuery.extend({
      groupId: decimal(z.number().int().positive()).optional(),
      titleId: decimal(z.number().int().positive()).optional(),
      state: z.enum(TELLING_STATES).optional(),
    }),
    reply: pageOf(TellingView),
  },
})
