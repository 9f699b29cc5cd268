import { z } from 'zod'
import type { ListedPlay, ToldPlay } from '../../radio/asrun/ports.ts'

const text = z.string().nullish()
const id = z.number().int()
const at = z.string().transform((value, context) => {
  const ms = Date.parse(value)
  if (!Number.isFinite(ms)) context.addIssue({ code: 'custom', message: 'no instant' })
  return ms
})

export const WireHistoryEntry = z
  .object({ id, starts: at, ends: at.nullish(), file: id.nullish(), instance: id.nullish() })
  .transform((row): ToldPlay => ({
    historyId: row.id,
    trackId: row.file ?? null,
    windowId: row.instance ?? null,
    startsAt: row.starts,
    endsAt: row.ends ?? null,
  }))

/** QUIRK(libretime 4.5): what a stream was called stands beside the history, a row for each word. */
export const WireHistoryName = z
  .object({ history: id, key: z.string(), value: z.string() })
  .transform(({ history, key, value }) => ({ historyId: history, key, value }))

const local = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/)
  .transform((value) => value.slice(0, 19).replace(' ', 'T'))

/** QUIRK(libretime 4.5): station time without an offset, so the hour that comes twice looks the same both times. */
export const WireListedPlay = z
  .object({ history_id: id, starts: local, ends: local.nullish(), track_title: text, artist_name: text })
  .transform((row): ListedPlay => ({
    historyId: row.history_id,
    localStart: row.starts,
    localEnd: row.ends ?? null,
    title: row.track_title ?? '',
    artist: row.artist_name ?? '',
  }))

export const PlayedFile = z
  .object({
    id,
    track_title: text,
    artist_name: text,
    md5: text,
    library: id.nullish(),
    last_played_at: at.nullish(),
  })
  .transform((row) => ({
    trackId: row.id,
    title: row.track_title ?? '',
    artist: row.artist_name ?? '',
    md5: row.md5 ?? null,
    typeId: row.library ?? null,
    lastPlayedAt: row.last_played_at ?? null,
  }))
