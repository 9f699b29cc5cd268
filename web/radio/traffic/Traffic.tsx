import { StationScreen } from '../StationScreen.tsx'
import { Board } from './Board.tsx'
import { useAddress } from './use-traffic.ts'

/** The orders of a station, what they still need, and what is owed. */
export const Traffic = () => (
  <StationScreen title="web.nav.radio.traffic" address={useAddress()} board={Board} own={['order']} />
)
