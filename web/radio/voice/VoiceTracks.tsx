import { StationScreen } from '../StationScreen.tsx'
import { Studio } from './Studio.tsx'
import { useAddress } from './use-voice.ts'

/** Links of a day: recorded, listened to between their neighbours, and brought into the library. */
export const VoiceTracks = () => (
  <StationScreen title="web.nav.radio.voice" address={useAddress()} board={Studio} own={['link']} />
)
