import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { TakeId } from '../../radio/voice/contract.ts'

const count = z.number().int()

/** The path of a log program that sends its voice tracks to LibreTime. */
export const voiceAliasRoutes = defineRoutes('voiceTracks', {
  upload: {
    method: 'POST',
    path: '/voice/:id/upload-to-libretime',
    scope: 'jobs:write',
    summary: 'Bring a take into LibreTime’s library; answers when it was read back there',
    params: z.object({ id: TakeId }),
    body: z.looseObject({}).default({}),
    reply: z.object({
      success: z.literal(true),
      voice_track_id: count,
      libretime_id: count.describe('Number of the file at LibreTime'),
      title: z.string(),
      md5: z.string(),
      in_log: z.boolean().describe('Whether the log plays it: it is the chosen take of its link'),
    }),
  },
})
