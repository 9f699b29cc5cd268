import { Combobox } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import type { TypeCode } from '../../../src/radio/tracks/contract.ts'
import { lengthIn } from '../logs/day-view.ts'
import styles from './track-search.module.css'
import { TypeChip } from './TypeChip.tsx'

/** A track as a search finds it. */
export interface FoundTrack {
  trackId: number
  title: string
  artist: string
  typeCode: TypeCode | null
  lengthMs: number | null
}

interface TrackOptionsProps {
  /** Undefined before the first answer. */
  tracks: readonly FoundTrack[] | undefined
  name: string
  /** They can't be chosen once more. */
  without?: readonly number[]
  /** What else is worth knowing of its length. */
  aside?: (track: FoundTrack) => ReactNode
  /** So that Enter takes the first as soon as there is one. */
  onShown: () => void
}

/** Tracks to choose from: kind, title, artist, length. */
export function TrackOptions({ tracks, name, without = [], aside, onShown }: TrackOptionsProps) {
  const ids = tracks?.map(({ trackId }) => trackId).join()
  useEffect(() => {
    if (ids !== undefined && ids !== '') onShown()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [ids])
  return (
    <Combobox.Options className={styles.options} aria-label={name}>
      {tracks?.map((track) => (
        <Combobox.Option
          key={track.trackId}
          value={String(track.trackId)}
          disabled={without.includes(track.trackId)}
          className={styles.option}
        >
          <TypeChip typeCode={track.typeCode} what="track" />
          <span className="break">
            {track.title === '' ? `#${track.trackId}` : track.title} <span className="t2">{track.artist}</span>
          </span>
          <span className="num t2">
            {track.lengthMs === null ? '' : lengthIn(track.lengthMs)}
            {aside?.(track)}
          </span>
        </Combobox.Option>
      ))}
    </Combobox.Options>
  )
}
