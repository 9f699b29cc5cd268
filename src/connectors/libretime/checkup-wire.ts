import { z } from 'zod'
import type { CheckedFile, CheckedRow, CheckedShow, CheckedWindow } from '../../radio/checkup/ports.ts'
import { parseDuration } from './durations.ts'
import { stateOf } from './wire.ts'

const text = z.string().nullish()
const At = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value))
const Ms = z.string().transform((value, context) => {
  const ms = parseDuration(value)
  if (ms !== undefined) return ms
  context.addIssue({ code: 'custom', message: 'no duration' })
  return z.NEVER
})

export const CheckedFileRow = z
  .object({
    id: z.number().int(),
    import_status: z.number().int(),
    hidden: z.boolean().nullish(),
    exists: z.boolean().nullish(),
    size: z.number().nullish(),
    mime: text,
    length: text,
    cue_out: text,
    md5: text,
    filepath: text,
    track_title: text,
    created_at: At.nullish(),
  })
  .transform((row): CheckedFile => ({
    fileId: row.id,
    title: row.track_title ?? '',
    state: stateOf(row),
    // QUIRK(libretime 4.5): a row that was POSTed to v2 has neither sum nor path; an upload has the sum at once, and a path that is empty at first.
    madeBy: (row.md5 ?? null) === null && (row.filepath ?? null) === null ? 'bare' : 'upload',
    createdAt: row.created_at ?? null,
    lengthMs: parseDuration(row.length ?? '') ?? null,
    // QUIRK(libretime 4.5): 0 where the analyzer has set none.
    cueOutMs: parseDuration(row.cue_out ?? '') || null,
  }))

export const CheckedShows = z.array(
  z
    .object({
      id: z.number().int(),
      name: text,
      live_enabled: z.boolean().nullish(),
      auto_playlist_enabled: z.boolean().nullish(),
      linked: z.boolean().nullish(),
    })
    .transform((row): CheckedShow => ({
      showId: row.id,
      name: row.name ?? '',
      isLive: row.live_enabled === true,
      fillsItself: row.auto_playlist_enabled === true,
      isLinked: row.linked === true,
    })),
)

export const CheckedWindowRow = z
  .object({
    id: z.number().int(),
    show: z.number().int(),
    starts_at: At,
    ends_at: At,
    modified: z.boolean().nullish(),
    auto_playlist_built: z.boolean().nullish(),
  })
  .transform((row): CheckedWindow => ({
    windowId: row.id,
    showId: row.show,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    // QUIRK(libretime 4.5): `modified` is how the web interface says that an airing was deleted.
    isCancelled: row.modified === true,
    isFilled: row.auto_playlist_built === true,
  }))

export const CheckedRows = z.array(
  z
    .object({
      id: z.number().int(),
      instance: z.number().int(),
      file: z.number().int().nullish(),
      stream: z.number().int().nullish(),
      starts_at: At,
      ends_at: At,
      cue_in: Ms,
      cue_out: Ms,
      fade_in: text,
      fade_out: text,
      played: z.boolean().nullish(),
    })
    .transform((row): CheckedRow => ({
      rowId: row.id,
      windowId: row.instance,
      fileId: row.file ?? null,
      streamId: row.stream ?? null,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      cueInMs: row.cue_in,
      cueOutMs: row.cue_out,
      hasFadeIn: (row.fade_in ?? null) !== null,
      hasFadeOut: (row.fade_out ?? null) !== null,
      wasPlayed: row.played === true,
    })),
)
