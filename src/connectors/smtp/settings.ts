import { z } from 'zod'

const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$|^\[[0-9a-fA-F:.]+\]$/
const MOST_RECEIVERS = 20

const Address = z.email().max(254)

/** `ops@example.org, desk@example.org` */
const Receivers = z
  .string()
  .max(4000)
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .pipe(z.array(Address).min(1).max(MOST_RECEIVERS))

export const receiversIn = (text: string): string[] => Receivers.parse(text)

export const settings = z.object({
  host: z.string().regex(HOST),
  port: z.number().int().min(1).max(65_535).default(587),
  security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  user: z.string().max(250).default(''),
  from: Address,
  to: z.string().refine((text) => Receivers.safeParse(text).success),
})
export type SmtpSettings = z.output<typeof settings>
