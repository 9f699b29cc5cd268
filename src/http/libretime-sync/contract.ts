import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'

const count = z.number().int()
const maybe = z.string().nullable()
const Station = z.object({
  station: decimal(z.number().int().positive()).optional().describe('Implied when there is just one'),
})

const Item = z.object({
  title: z.string(),
  artist: z.string(),
  type: maybe,
  track_id: count.nullable(),
  starts_at: z.string(),
  ends_at: z.string(),
  confirmed: z.boolean().describe('LibreTime said that it began'),
})

/** Paths of a log program that scripts around LibreTime know, each on top of routes of ours. */
export const libretimeSyncRoutes = defineRoutes('libretimeSync', {
  syncTracks: {
    method: 'POST',
    path: '/sync/tracks',
    scope: 'jobs:write',
    summary: 'Read LibreTime’s library now, all of it: it has no pages, so limit and offset change nothing',
    query: Station.extend({
      limit: decimal(z.number().int().min(1)).optional(),
      offset: decimal(z.number().int().min(0)).optional(),
    }),
    body: z.looseObject({}).default({}),
    reply: z.object({
      success: z.literal(true),
      synced: count.describe('New tracks, and those that came back'),
      updated: count,
      errors: z.array(z.string()).describe('Empty: a sync works as a whole, or fails'),
      total_processed: count.describe('Tracks that LibreTime listed'),
      removed: count.describe('Gone at LibreTime since the last sync'),
    }),
  },
  status: {
    method: 'GET',
    path: '/sync/status',
    scope: 'read',
    summary: 'When tracks and plays were last read, and whether LibreTime answers now',
    query: Station,
    reply: z.object({
      last_track_sync: maybe,
      last_playback_sync: maybe,
      total_tracks: count,
      connection_status: z.boolean().describe('True only when LibreTime took the key just now'),
      connection_error: maybe,
    }),
  },
  config: {
    method: 'GET',
    path: '/sync/libretime/config',
    scope: 'read',
    summary: 'Where LibreTime is, without its key',
    query: Station,
    reply: z.object({
      public_url: z.string(),
      internal_url: maybe,
      used_url: z.string(),
      has_api_key: z.boolean(),
      api_version: maybe.describe('As of the last test of the connection; null before one went well'),
      tested_at: maybe,
    }),
  },
  dashboard: {
    method: 'GET',
    path: '/proxy/dashboard',
    scope: 'read',
    summary: 'What LibreTime has on now, and next; an error when it does not answer',
    query: Station,
    reply: z.object({
      success: z.literal(true),
      station: z.string(),
      asked_at: z.string(),
      show: maybe,
      now: Item.nullable().describe('Null: LibreTime answered, and nothing is planned for now'),
      next: z.array(Item),
      live_input: z.enum(['none', 'main', 'show']),
    }),
  },
})
