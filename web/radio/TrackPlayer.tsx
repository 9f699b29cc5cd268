import { useState } from 'react'
import { trackRoutes } from '../../src/radio/tracks/contract.ts'
import { addressOf } from '../api/client.ts'
import { StateLine } from '../parts/StateChip.tsx'
import { useWords } from '../words.ts'
import styles from './radio.module.css'

interface TrackPlayerProps {
  stationId: number
  trackId: number
  title: string
}

/** A track to hear, as it comes from the library; nothing is fetched before somebody plays it. */
export function TrackPlayer({ stationId, trackId, title }: TrackPlayerProps) {
  const say = useWords()
  const [isBroken, setBroken] = useState(false)
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- What is said in a broadcast has no captions. */}
      <audio
        className={styles.player}
        controls
        preload="none"
        src={addressOf(trackRoutes.routes.audio, { params: { stationId, trackId } })}
        aria-label={say('web.radio.listenToTrack', { title })}
        onError={() => setBroken(true)}
      />
      {isBroken && <StateLine state="failed" cause={say('web.radio.unplayable')} />}
    </>
  )
}
