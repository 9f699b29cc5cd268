import { z } from 'zod'
import { readJson } from '../../kernel/egress/answers.ts'
import type { HistoryEntry, NewPlayoutRow, PlayoutRow, PlayoutSchedule, RowContent } from '../../radio/planner/ports.ts'
import type { LibreTimeClient } from './client.ts'
import { formatDuration } from './durations.ts'
import { isGone, removeRow } from './gone.ts'
import type { PlayoutQueue } from './playout-queue.ts'
import { wholeSecond } from './playout-programme.ts'
import { WireHistoryEntry } from './history-wire.ts'
import { WireLive, WireRow, WireRows, WireStreamState } from './programme-wire.ts'

const LIST_MS = 5 * 60_000
const NO_FADE = '00:00:00'

export function playoutSchedule(client: LibreTimeClient, queue?: PlayoutQueue): PlayoutSchedule {
  const context = { host: client.base.host }
  return {
    async listRows(range, signal) {
      const rows = await client.get(`api/v2/schedule${queryOf(range)}`, WireRows, { signal, deadlineMs: LIST_MS })
      return range === 'all' ? rows : rows.filter(touches(range))
    },
    async findRow(rowId, signal) {
      try {
        return await client.get(`api/v2/schedule/${rowId}`, WireRow, { signal })
      } catch (error) {
        if (isGone(error)) return undefined
        throw error
      }
    },
    async addRow(row, signal) {
      const json = wireOf(row)
      const answer = await client.send('POST', 'api/v2/schedule', { json, signal })
      return { rowId: readJson(answer, z.object({ id: z.number().int() }), context).id }
    },
    removeRow: (rowId, signal) => removeRow(client, `api/v2/schedule/${rowId}`, signal),
    isReloadGentle: queue !== undefined,
    // QUIRK(libretime 4.5): the older application alone tells the playout; v2 never does.
    async reload(signal) {
      if (queue !== undefined) return queue.tell(signal)
      await client.get('api/rabbitmq-do-push?format=json', z.tuple([]), { signal })
    },
    async readNow(signal) {
      const [live, state] = await Promise.all([
        client.get('api/live-info-v2', WireLive, { signal }),
        client.get('api/v2/stream/state', WireStreamState, { signal }),
      ])
      const { current } = live.tracks
      const show = Array.isArray(live.shows.current) ? null : live.shows.current
      return {
        current: current === null || current === undefined ? null : toCurrent(current),
        showTitle: show?.name === null || show?.name === undefined ? null : unescapeHtml(show.name),
        timeZone: live.station.timezone,
        isMainInputConnected: state.input_main_connected,
        isShowInputConnected: state.input_show_connected,
        isScheduleStreaming: state.schedule_streaming,
      }
    },
    listHistory: (signal) => listHistory(client, signal),
  }
}

function wireOf(row: NewPlayoutRow | RowContent) {
  const { windowId, trackId, startsAt, endsAt, cueInMs, cueOutMs, position } = row
  const { streamId, fadeIn, fadeOut } = { streamId: null, fadeIn: null, fadeOut: null, ...row }
  return {
    instance: windowId,
    file: trackId,
    ...(streamId === null ? {} : { stream: streamId }),
    starts_at: wholeSecond(startsAt),
    ends_at: wholeSecond(endsAt),
    length: formatDuration(cueOutMs - cueInMs),
    cue_in: formatDuration(cueInMs),
    cue_out: formatDuration(cueOutMs),
    // QUIRK(libretime 4.5): they may be left out, and one row without them stops every refresh of the whole station.
    fade_in: fadeIn ?? NO_FADE,
    fade_out: fadeOut ?? NO_FADE,
    position,
    broadcasted: 0,
  }
}

async function listHistory(client: LibreTimeClient, signal: AbortSignal): Promise<HistoryEntry[]> {
  const entries = await client.list('api/v2/playout-history', WireHistoryEntry, { signal, deadlineMs: LIST_MS })
  return entries.toSorted((a, b) => a.historyId - b.historyId)
}

type LiveTrack = NonNullable<z.output<typeof WireLive>['tracks']['current']>

const toCurrent = ({ name, media_item_played, metadata }: LiveTrack) => ({
  title: unescapeHtml(name ?? ''),
  wasPlayed: media_item_played === true,
  trackId: metadata?.id ?? null,
})

/** QUIRK(libretime 4.5): these two filters exist, and take the bounds in; every other parameter is ignored. */
function queryOf(range: { from: number; to: number } | 'all'): string {
  if (range === 'all') return ''
  return `?${new URLSearchParams({ ends_after: wholeSecond(range.from), starts_before: wholeSecond(range.to + 999) }).toString()}`
}

const touches =
  ({ from, to }: { from: number; to: number }) =>
  ({ startsAt, endsAt }: PlayoutRow): boolean =>
    startsAt < to && endsAt > from

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#039': "'", apos: "'" }
/** QUIRK(libretime 4.5): strings of the live feeds are escaped for HTML inside of JSON. */
const unescapeHtml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos|#039);/g, (whole, name: string) => ENTITIES[name] ?? whole)
