import { StationScreen } from '../StationScreen.tsx'
import { Board } from './Board.tsx'
import { useAddress } from './use-as-run.ts'

/** What was on air on a day, against what was planned. */
export const AsRun = () => <StationScreen title="web.nav.radio.asRun" address={useAddress()} board={Board} />
