import type { Episode, EpisodeField, Show } from '../../radio/programme/ports.ts'
import type { PayloadSettings } from './settings.ts'
import type { Kind, Read } from './values.ts'

/** Where a value of ours stands in a document of theirs. */
export interface Mapped {
  field: string
  /** Dotted; empty when the CMS has no such field. */
  path: string
  kind: Kind
}

/** Kinds that are read as this type. */
type KindOf<Type> = { [Each in Kind]: Read[Each] extends Type ? Each : never }[Kind]

/** A field of ours with a kind that becomes its type. */
export type MappedIn<Thing> = {
  [Field in keyof Thing & string]: Mapped & { field: Field; kind: KindOf<NonNullable<Thing[Field]>> }
}[keyof Thing & string]

export type EpisodeFacts = Omit<Episode, 'episodeId'>
export type ShowFacts = Omit<Show, 'showId'>

/** QUIRK(payload 3): `updatedAt` is the system's own field and has no other name. */
const CHANGED_AT = { field: 'changedAt', path: 'updatedAt', kind: 'instant' } as const

export const episodeMapping = (names: PayloadSettings): readonly MappedIn<EpisodeFacts>[] => [
  { field: 'title', path: names.title_field, kind: 'text' },
  { field: 'showId', path: names.show_field, kind: 'relation' },
  { field: 'publishedStatus', path: names.published_status_field, kind: 'text' },
  { field: 'pendingReview', path: names.pending_review_field, kind: 'flag' },
  { field: 'airStatus', path: names.air_status_field, kind: 'text' },
  { field: 'scheduledAt', path: names.scheduled_at_field, kind: 'instant' },
  { field: 'scheduledEndAt', path: names.scheduled_end_field, kind: 'instant' },
  { field: 'trackId', path: names.track_id_field, kind: 'id' },
  { field: 'trackRelPath', path: names.track_path_field, kind: 'text' },
  { field: 'showWindowId', path: names.show_window_id_field, kind: 'id' },
  { field: 'playoutRowId', path: names.playout_row_id_field, kind: 'id' },
  { field: 'durationMs', path: names.duration_field, kind: 'seconds' },
  { field: 'roundedDurationMs', path: names.rounded_duration_field, kind: 'minutes' },
  { field: 'realDurationMs', path: names.real_duration_field, kind: 'seconds' },
  CHANGED_AT,
]

export const showMapping = (names: PayloadSettings): readonly MappedIn<ShowFacts>[] => [
  { field: 'title', path: names.show_title_field, kind: 'text' },
  { field: 'playoutShowId', path: names.playout_show_id_field, kind: 'id' },
  CHANGED_AT,
]

const NOT_WRITTEN: ReadonlySet<string> = new Set<keyof EpisodeFacts>(['title', 'showId', 'changedAt'])

/** Those that Patchbay writes. */
export const isWritten = (
  mapped: MappedIn<EpisodeFacts>,
): mapped is Extract<MappedIn<EpisodeFacts>, { field: EpisodeField }> => !NOT_WRITTEN.has(mapped.field)
