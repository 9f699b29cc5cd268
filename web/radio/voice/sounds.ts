import { useQuery } from '@tanstack/react-query'
import type { NeighbourView } from '../../../src/radio/voice/contract.ts'
import { trackRoutes } from '../../../src/radio/tracks/contract.ts'
import { voiceRoutes } from '../../../src/radio/voice/contract.ts'
import { addressOf } from '../../api/client.ts'

/** A decoded half hour would be a gigabyte: of longer tracks only an end is fetched. */
const WHOLE_MS = 8 * 60_000
const PART_BYTES = 1_500_000
/** Enough to hear and to draw; a quarter of what the file would take. */
const DECODED_HZ = 22_050

export interface Sound {
  buffer: AudioBuffer
  /** Of the track: where the buffer begins. */
  offsetMs: number
}

/** The audio of a neighbour around the link, decoded. Null where there is none, or where the browser can make nothing of it. */
export function useNeighbour(stationId: number, neighbour: NeighbourView | null, side: 'end' | 'start') {
  const trackId = neighbour?.isKnown === true ? neighbour.trackId : null
  const lengthMs = neighbour?.cueOutMs ?? 0
  return useQuery({
    queryKey: ['voice-audio', stationId, trackId, side],
    enabled: trackId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: 1,
    queryFn: async ({ signal }): Promise<Sound | null> => {
      const address = addressOf(trackRoutes.routes.audio, { params: { stationId, trackId } })
      const isWhole = lengthMs <= WHOLE_MS
      const range = side === 'end' ? `bytes=-${PART_BYTES}` : `bytes=0-${PART_BYTES - 1}`
      const buffer = await decoded(address, isWhole ? {} : { range }, signal)
      if (buffer === null) return null
      const isTail = !isWhole && side === 'end'
      return { buffer, offsetMs: isTail ? Math.max(0, lengthMs - buffer.duration * 1000) : 0 }
    },
  })
}

/** A take as it is sent. */
export function useTakeSound(takeId: number | undefined, md5: string | undefined) {
  return useQuery({
    queryKey: ['voice-take', takeId, md5],
    enabled: takeId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    queryFn: ({ signal }) =>
      decoded(addressOf(voiceRoutes.routes.audio, { params: { takeId }, query: { form: 'sent' } }), {}, signal),
  })
}

async function decoded(
  address: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<AudioBuffer | null> {
  const reply = await fetch(address, { credentials: 'same-origin', headers, signal })
  if (!reply.ok) throw new Error(`${reply.status}`)
  const context = new OfflineAudioContext(1, 1, DECODED_HZ)
  try {
    return await context.decodeAudioData(await reply.arrayBuffer())
  } catch (error) {
    if (error instanceof DOMException && error.name === 'EncodingError') return null
    throw error
  }
}
