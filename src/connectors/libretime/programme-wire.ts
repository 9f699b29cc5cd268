import { z } from 'zod'
import type { PlayoutRow } from '../../radio/planner/ports.ts'
import type { PlayoutShow, ShowWindow } from '../../radio/programme/ports.ts'
import { parseDuration } from './durations.ts'

const text = z.string().nullish()
/** Always with `Z`; the fraction is kept as far as a ms goes. */
const at = z.string().transform((value, context) => {
  const ms = Date.parse(value)
  if (!Number.isFinite(ms)) context.addIssue({ code: 'custom', message: 'no instant' })
  return ms
})
const id = z.number().int()

export const WireShow = z
  .object({
    id,
    name: z.string(),
    description: text,
    linked: z.boolean(),
    auto_playlist_enabled: z.boolean().nullish(),
  })
  .transform((row): PlayoutShow => ({
    playoutShowId: row.id,
    title: row.name,
    description: row.description ?? '',
    isLinked: row.linked,
    fillsItself: row.auto_playlist_enabled === true,
  }))

/** QUIRK(libretime 4.5): lists come in no order. */
export const WireShows = z
  .array(WireShow)
  .transform((shows) => shows.toSorted((a, b) => a.playoutShowId - b.playoutShowId))

export const WireShowDays = z.array(z.object({ id, show: id }))

/** QUIRK(libretime 4.5): `modified` means that it was deleted there. */
export const WireWindow = z
  .object({ id, show: id, starts_at: at, ends_at: at, description: text, modified: z.boolean() })
  .transform((row): ShowWindow => ({
    windowId: row.id,
    playoutShowId: row.show,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    description: row.description ?? '',
    isRemoved: row.modified,
  }))

export const windowsInOrder = (windows: readonly ShowWindow[]): ShowWindow[] =>
  windows.toSorted((a, b) => a.startsAt - b.startsAt || a.windowId - b.windowId)

export const WireRow = z
  .object({
    id,
    instance: id,
    file: id.nullish(),
    stream: id.nullish(),
    starts_at: at,
    ends_at: at,
    cue_in: text,
    cue_out: text,
    fade_in: text,
    fade_out: text,
    position: z.number().int(),
    played: z.boolean().nullish(),
  })
  .transform((row): PlayoutRow => ({
    rowId: row.id,
    windowId: row.instance,
    trackId: row.file ?? null,
    streamId: row.stream ?? null,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    cueInMs: parseDuration(row.cue_in ?? '') ?? null,
    cueOutMs: parseDuration(row.cue_out ?? '') ?? null,
    fadeIn: row.fade_in ?? null,
    fadeOut: row.fade_out ?? null,
    position: row.position,
    wasPlayed: row.played === true,
  }))

export const WireRows = z
  .array(WireRow)
  .transform((rows) => rows.toSorted((a, b) => a.startsAt - b.startsAt || a.rowId - b.rowId))

/** QUIRK(libretime 4.5): the show on air is an object, and an empty list when there is none; strings are escaped for HTML. */
export const WireLive = z.object({
  station: z.object({ timezone: z.string() }),
  tracks: z.object({
    current: z
      .object({
        name: text,
        media_item_played: z.boolean().nullish(),
        metadata: z.object({ id: z.coerce.number().int().nullish() }).nullish(),
      })
      .nullish(),
  }),
  shows: z.object({ current: z.union([z.object({ name: text }), z.array(z.unknown())]).nullish() }),
})

export const WireStreamState = z.object({
  input_main_connected: z.boolean(),
  input_show_connected: z.boolean(),
  schedule_streaming: z.boolean(),
})
