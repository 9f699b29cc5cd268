import { z } from 'zod'

const Address = z.url({ protocol: /^https?$/, hostname: /./ }).max(500)

export const settings = z.object({
  address: Address.default('https://api.themoviedb.org/3').describe('Of the API; a proxy of one’s own may stand here'),
  images_address: Address.default('https://image.tmdb.org/t/p').describe('Where its pictures lie'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('US')
    .describe('Whose ratings for viewers’ ages are taken, such as US or DE'),
  calls_per_second: z.number().int().min(1).max(50).default(20),
})
export type TmdbSettings = z.output<typeof settings>

const folderOf = (address: string): URL => new URL(`${address.replace(/\/+$/, '')}/`)
export const baseOf = ({ address }: Pick<TmdbSettings, 'address'>): URL => folderOf(address)
export const imagesOf = ({ images_address }: Pick<TmdbSettings, 'images_address'>): URL => folderOf(images_address)
