import { StationScreen } from '../StationScreen.tsx'
import { Board } from './Board.tsx'
import { useAddress } from './use-forecast.ts'

/** The next days of a station, what is wrong with them, and what was on air. */
export const Forecast = () => <StationScreen title="web.nav.radio.forecast" address={useAddress()} board={Board} />
