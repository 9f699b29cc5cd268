import { z } from 'zod'

const Address = z.url({ protocol: /^https?$/, hostname: /./ }).max(500)
const Slug = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/)
/** `field`, or `group.field`; empty when this CMS has no such field. */
const Field = z
  .string()
  .regex(/^$|^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/)
  .max(100)

/** The names that the system around LibreTime uses, for which the fields were made. */
export const settings = z.object({
  address: Address.describe('As this server reaches it'),
  auth_collection: Slug.default('users'),
  episodes_collection: Slug.default('episodes'),
  shows_collection: Slug.default('shows'),
  title_field: Field.default('title'),
  show_field: Field.default('show'),
  published_status_field: Field.default('publishedStatus'),
  pending_review_field: Field.default('pendingReview'),
  air_status_field: Field.default('airStatus'),
  scheduled_at_field: Field.default('scheduledAt'),
  scheduled_end_field: Field.default('scheduledEnd'),
  track_id_field: Field.default('libretimeTrackId'),
  track_path_field: Field.default('libretimeFilepathRelative'),
  show_window_id_field: Field.default('libretimeInstanceId'),
  playout_row_id_field: Field.default('libretimePlayoutId'),
  duration_field: Field.default('duration'),
  rounded_duration_field: Field.default('roundedDuration'),
  real_duration_field: Field.default('realDuration'),
  show_title_field: Field.default('title'),
  playout_show_id_field: Field.default('libretimeShowId'),
  writes_aired: z.boolean().default(false).describe('Our plugin is installed there with its option airing'),
})
export type PayloadSettings = z.output<typeof settings>

export const baseOf = ({ address }: Pick<PayloadSettings, 'address'>): URL => new URL(`${address.replace(/\/+$/, '')}/`)
