import { z } from 'zod'

export const settings = z.object({
  address: z
    .url({ protocol: /^https?$/, hostname: /./ })
    .max(500)
    .describe('As this server reaches it'),
})
export type JellyfinSettings = z.output<typeof settings>

export const baseOf = ({ address }: JellyfinSettings): URL => new URL(`${address.replace(/\/+$/, '')}/`)
