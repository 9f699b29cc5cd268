import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'
import { CHANGES } from './model.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const Id = z.number().int().positive()

/**
 * Tells one group of players of one folder. Running it again is harmless: what was asked for is read anew, and a player is
 * looked at before it is told.
 */
export const TellPlayers = defineJob('library.tell-players', {
  payload: z.object({ groupId: Id, libraryId: Id, relPath: z.string() }),
  queue: 'network',
  maxAttempts: 12,
  timeoutMs: HOUR_MS,
  priority: 6,
  isQuiet: true,
  serialBy: ({ groupId }) => `players:${groupId}`,
  targetBy: ({ groupId }) => `players:${groupId}`,
})

/**
 * Has the players told of the folders of these titles; the folders are found when it runs. Running it again is harmless:
 * askings of the same folder become one.
 */
export const AskPlayers = defineJob('library.ask-players', {
  payload: z.object({ titleIds: z.array(Id).min(1).max(500), change: z.enum(CHANGES) }),
  queue: 'control',
  maxAttempts: 5,
  timeoutMs: 5 * MINUTE_MS,
  priority: 6,
  isQuiet: true,
})
