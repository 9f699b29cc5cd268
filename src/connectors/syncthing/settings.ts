import { z } from 'zod'
import { deviceIdText } from './device-id.ts'

export const settings = z.object({
  address: z
    .url({ protocol: /^https?$/, hostname: /./ })
    .max(500)
    .describe('Of its own screen and API, as this server reaches it'),
  folder_id: z.string().trim().min(1).max(500).optional().describe('Of the folder whose files are delivered'),
  device_id: deviceIdText.optional().describe('Of the peer that must have them'),
  certificate: z
    .string()
    .trim()
    .regex(/^([0-9a-f]{2}:?){32}$/i, { message: 'syncthing/bad-fingerprint' })
    // With its colons it could be read as an address.
    .transform((text) => text.replaceAll(':', '').toUpperCase())
    .optional()
    .describe('SHA-256 fingerprint of its certificate, when it signed that itself'),
})
export type SyncthingSettings = z.output<typeof settings>

export const baseOf = ({ address }: Pick<SyncthingSettings, 'address'>): URL =>
  new URL(`${address.replace(/\/+$/, '')}/`)
