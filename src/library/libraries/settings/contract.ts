import { z } from 'zod'
import { ART_KINDS } from '../../titles/model.ts'

const PATTERNS_MOST = 200

const Cron = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .nullable()
  .describe('Minute, hour, day, month, weekday, such as 30 2 * * *; null for never by itself')

const parts = {
  steps: z.object({
    probe: z.boolean().describe('Read the streams of media files'),
    artwork: z.boolean().describe('Take pictures beside the media'),
    cache: z.boolean().describe('Keep chosen pictures in the artwork cache'),
    enrich: z.boolean().describe('Ask the provider'),
    publish: z.boolean().describe('Write NFO files and pictures beside the media'),
  }),
  ignore: z
    .array(z.string().trim().min(1).max(200))
    .max(PATTERNS_MOST)
    .describe('Names, or patterns with * and ?, of what is left out; with a / they are of the path below the folder'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Z]{2})?$/)
    .describe('What titles and texts are asked for in, such as en or pt-BR'),
  connectionId: z.number().int().positive().nullable().describe('The connection with a provider; null for none'),
  artwork: z
    .object(Object.fromEntries(ART_KINDS.map((kind) => [kind, z.number().int().min(0).max(20)])) as ArtLimits)
    .describe('Most pictures of each kind; 0 for none'),
  isWatched: z.boolean().describe('Look as soon as something changes in the folder'),
  guard: z.object({
    share: z.number().int().min(1).max(100).describe('Percent'),
    titles: z.number().int().min(1).max(1_000_000),
  }),
  schedules: z.object({ scan: Cron, update: Cron, cleanup: Cron, verification: Cron }),
}
type ArtLimits = Record<(typeof ART_KINDS)[number], z.ZodNumber>

export const LibrarySettings = z.object(parts)
export type LibrarySettings = z.output<typeof LibrarySettings>

/** Only what shall change. */
export const LibrarySettingsChange = z.object({
  ...LibrarySettings.partial().shape,
  steps: parts.steps.partial().optional(),
  artwork: parts.artwork.partial().optional(),
  guard: parts.guard.partial().optional().describe('When more than both are gone at once, a person is asked first'),
  schedules: parts.schedules.partial().optional(),
})
export type LibrarySettingsChange = z.output<typeof LibrarySettingsChange>
