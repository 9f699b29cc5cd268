import { z } from 'zod'

/** The address of Kodi's web server, whose password is a secret. */
export const settings = z.object({
  address: z
    .url({ protocol: /^https?$/, hostname: /./ })
    .max(500)
    .describe('As this server reaches it'),
  username: z.string().max(100).default(''),
})
export type KodiSettings = z.output<typeof settings>

export const baseOf = ({ address }: Pick<KodiSettings, 'address'>): URL => new URL(`${address.replace(/\/+$/, '')}/`)
