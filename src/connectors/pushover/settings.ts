import { z } from 'zod'

export const settings = z.object({
  /** Names of devices, with commas; empty for all. */
  device: z
    .string()
    .regex(/^$|^[A-Za-z0-9_-]{1,25}(,[A-Za-z0-9_-]{1,25})*$/)
    .default(''),
  sound: z
    .string()
    .regex(/^[a-z0-9_-]{0,40}$/)
    .default(''),
  address: z
    .url({ protocol: /^https?$/, hostname: /./ })
    .max(500)
    .default('https://api.pushover.net'),
})
export type PushoverSettings = z.output<typeof settings>
