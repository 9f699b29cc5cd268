import type { z } from 'zod'
import type { PlayedTrack, PlayoutHistory, ToldPlay } from '../../radio/asrun/ports.ts'
import type { LibreTimeClient } from './client.ts'
import { isGone } from './gone.ts'
import { PlayedFile, WireHistoryEntry, WireHistoryName, WireListedPlay } from './history-wire.ts'
import { Types } from './wire.ts'

const LIST_MS = 5 * 60_000
/** More than these are cheaper in one list. */
const ONE_BY_ONE_MOST = 40

export function playoutHistory(client: LibreTimeClient): PlayoutHistory {
  return {
    async listAll(signal) {
      const plays = await client.list('api/v2/playout-history', WireHistoryEntry, { signal, deadlineMs: LIST_MS })
      return plays.toSorted(byId)
    },
    async listBetween({ from, to }, signal) {
      const query = new URLSearchParams({ start: utcText(from), end: utcText(to), timezone: 'UTC' })
      const path = `api/item-history-feed?${query.toString()}`
      return (await client.list(path, WireListedPlay, { signal, deadlineMs: LIST_MS })).toSorted(byId)
    },
    async find(historyId, signal): Promise<ToldPlay | undefined> {
      try {
        return await client.get(`api/v2/playout-history/${historyId}`, WireHistoryEntry, { signal })
      } catch (error) {
        if (isGone(error)) return undefined
        throw error
      }
    },
    async listNames(signal) {
      const path = 'api/v2/playout-history-metadata'
      const rows = await client.list(path, WireHistoryName, { signal, deadlineMs: LIST_MS })
      const names = new Map<number, { title: string; artist: string }>()
      for (const { historyId, key, value } of rows) {
        const name = names.get(historyId) ?? { title: '', artist: '' }
        if (key === 'track_title') names.set(historyId, { ...name, title: value })
        if (key === 'artist_name') names.set(historyId, { ...name, artist: value })
      }
      return names
    },
    listTracks: (trackIds, signal) => listTracks(client, trackIds, signal),
  }
}

const byId = (a: { historyId: number }, b: { historyId: number }): number => a.historyId - b.historyId

/**
 * QUIRK(libretime 4.5): the range is read in the zone that is named, so UTC names each instant once; the answer is in the
 * station's zone whatever is asked for. Seconds are all that it reads, so the end is rounded up.
 */
const utcText = (ms: number): string =>
  new Date(Math.ceil(ms / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ')

async function listTracks(
  client: LibreTimeClient,
  trackIds: readonly number[],
  signal: AbortSignal,
): Promise<PlayedTrack[]> {
  if (trackIds.length === 0) return []
  const codes = new Map(
    (await client.get('api/v2/libraries', Types, { signal })).map(({ typeId, code }) => [typeId, code]),
  )
  const wanted = new Set(trackIds)
  const files =
    wanted.size > ONE_BY_ONE_MOST ? await listFiles(client, signal) : await findFiles(client, wanted, signal)
  return files
    .filter(({ trackId }) => wanted.has(trackId))
    .map(({ typeId, ...file }) => ({ ...file, typeCode: typeId === null ? null : (codes.get(typeId) ?? null) }))
}

const listFiles = (client: LibreTimeClient, signal: AbortSignal) =>
  client.list('api/v2/files', PlayedFile, { signal, deadlineMs: LIST_MS })

async function findFiles(client: LibreTimeClient, trackIds: ReadonlySet<number>, signal: AbortSignal) {
  const found: z.output<typeof PlayedFile>[] = []
  for (const trackId of trackIds) {
    try {
      found.push(await client.get(`api/v2/files/${trackId}`, PlayedFile, { signal }))
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
  return found
}
