import { z } from 'zod'

const Clock = z
  .string()
  .regex(/^$|^([01]\d|2[0-3]):[0-5]\d$/, { message: 'config/not-a-clock' })
  .default('')

/** The room `alerts` of the file. */
export const alertSettings = z.strictObject({
  digest_minutes: z.number().int().min(1).max(1440).default(15).describe('Minutes after which a digest goes out'),
  digest_count: z.number().int().min(2).max(200).default(20).describe('Things that wait at most until it goes out'),
  quiet_from: Clock.describe('Start of the hours in which only loud messages go out, HH:MM in the server’s zone'),
  quiet_until: Clock.describe('End of these hours'),
  address: z
    .union([z.literal(''), z.url({ protocol: /^https?$/, error: 'config/not-an-origin' })])
    .default('')
    .describe('Where people open Patchbay, with its base path; messages link there when it is set'),
})
export type AlertSettings = z.output<typeof alertSettings>
