import { useRef, useState } from 'react'
import type { LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import { trackRoutes } from '../../../src/radio/tracks/contract.ts'
import { addressOf } from '../../api/client.ts'

const SECOND_MS = 1000

/** Plays the log from an entry on, each with its cues, one after the other. */
export function usePlayer(stationId: number, entries: readonly LogEntryView[]) {
  const [playingId, setPlayingId] = useState<number | undefined>()
  const [isBroken, setBroken] = useState(false)
  const audio = useRef<HTMLAudioElement>(null)
  const at = entries.findIndex(({ entryId }) => entryId === playingId)
  const entry = entries[at]
  const trackId = entry?.trackId ?? null
  const begin = (entryId: number | undefined) => {
    setBroken(false)
    setPlayingId(entryId)
  }
  const next = () =>
    begin(
      entries.slice(at + 1).find(({ trackId: one, endsAt, startsAt }) => one !== null && endsAt > startsAt)?.entryId,
    )
  return {
    entry: trackId === null ? undefined : entry,
    isBroken,
    element: audio,
    src: trackId === null ? undefined : addressOf(trackRoutes.routes.audio, { params: { stationId, trackId } }),
    toggle: (from: LogEntryView) =>
      begin(playingId === from.entryId || from.trackId === null ? undefined : from.entryId),
    stop: () => begin(undefined),
    on: {
      onLoadedMetadata: () => {
        if (audio.current !== null && entry !== undefined) audio.current.currentTime = entry.cueInMs / SECOND_MS
      },
      onTimeUpdate: () => {
        if (audio.current !== null && entry !== undefined && audio.current.currentTime * SECOND_MS >= entry.cueOutMs)
          next()
      },
      onEnded: next,
      onError: () => setBroken(true),
    },
  }
}

export type Player = ReturnType<typeof usePlayer>
