import { z } from 'zod'

export const settings = z.object({
  address: z
    .url({ protocol: /^https?$/, hostname: /./ })
    .max(500)
    .describe('As this server reaches it'),
})
export type PlexSettings = z.output<typeof settings>

export const baseOf = ({ address }: PlexSettings): URL => new URL(`${address.replace(/\/+$/, '')}/`)
