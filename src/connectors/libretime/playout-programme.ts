import { readJson } from '../../kernel/egress/answers.ts'
import type { PlayoutProgramme } from '../../radio/programme/ports.ts'
import type { LibreTimeClient } from './client.ts'
import { formatDuration } from './durations.ts'
import { isGone, removeRow } from './gone.ts'
import { WireShow, WireShowDays, WireShows, WireWindow, windowsInOrder } from './programme-wire.ts'
import { z } from 'zod'

/** Every one of them must be sent: none has a default. */
const FILLED_BY_US = {
  linked: false,
  linkable: true,
  auto_playlist_enabled: false,
  auto_playlist_repeat: false,
  override_intro_playlist: false,
  override_outro_playlist: false,
}
const NAME_LONGEST = 255
const WEEKLY = 0
const DAY_MS = 86_400_000
const THURSDAY = 4

/** QUIRK(libretime 4.5): v2 says that Monday is 0; the database and the application that reads it mean Sunday. */
const weekDayOf = (airDate: string): number => (Math.floor(Date.parse(airDate) / DAY_MS) + THURSDAY) % 7

export function playoutProgramme(client: LibreTimeClient): PlayoutProgramme {
  const context = { host: client.base.host }
  return {
    listShows: (signal) => client.get('api/v2/shows', WireShows, { signal }),
    async addShow({ title, description }, signal) {
      const json = { name: title.slice(0, NAME_LONGEST), description, ...FILLED_BY_US }
      return readJson(await client.send('POST', 'api/v2/shows', { json, signal }), WireShow, context)
    },
    async listShowsWithRule(signal) {
      return new Set((await client.get('api/v2/show-days', WireShowDays, { signal })).map(({ show }) => show))
    },
    // QUIRK(libretime 4.5): its last day is not included, so a rule that ends on its first day makes no window; without a
    // rule the form in which people edit the show breaks.
    async addEmptyRule({ playoutShowId, airDate, startsAtClock, timeZone, durationMs }, signal) {
      const json = {
        show: playoutShowId,
        first_show_on: airDate,
        last_show_on: airDate,
        start_time: startsAtClock,
        timezone: timeZone,
        duration: formatDuration(durationMs).slice(0, 5),
        repeat_kind: WEEKLY,
        week_day: weekDayOf(airDate),
      }
      const answer = await client.send('POST', 'api/v2/show-days', { json, signal })
      return readJson(answer, z.object({ id: z.number().int() }), context).id
    },
    listWindows: async (signal) => windowsInOrder(await client.list('api/v2/show-instances', WireWindow, { signal })),
    async findWindow(windowId, signal) {
      try {
        return await client.get(`api/v2/show-instances/${windowId}`, WireWindow, { signal })
      } catch (error) {
        if (isGone(error)) return undefined
        throw error
      }
    },
    async addWindow({ playoutShowId, startsAt, endsAt, description, filledMs, now }, signal) {
      const json = {
        show: playoutShowId,
        created_at: wholeSecond(now),
        starts_at: wholeSecond(startsAt),
        ends_at: wholeSecond(endsAt),
        filled_time: formatDuration(filledMs),
        description,
        modified: false,
        auto_playlist_built: false,
        record_enabled: 0,
      }
      return readJson(await client.send('POST', 'api/v2/show-instances', { json, signal }), WireWindow, context)
    },
    removeWindow: (windowId, signal) => removeRow(client, `api/v2/show-instances/${windowId}`, signal),
  }
}

/** QUIRK(libretime 4.5): a fraction of a second in a window breaks the calendar page for everybody. */
export const wholeSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
