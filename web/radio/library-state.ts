import type { ConnectionView } from '../../src/connections/contract.ts'
import type { InboxView } from '../../src/radio/hydration/contract.ts'
import type { StationView } from '../../src/radio/stations/contract.ts'
import type { Say } from '../words.ts'

interface Known {
  inbox: Pick<InboxView, 'stationId'>
  /** Undefined until they were read. */
  stations: readonly StationView[] | undefined
  connections: readonly ConnectionView[] | undefined
}

/** Where the audio of an inbox goes; undefined while it is not known. */
export function libraryOf({ inbox, stations, connections }: Known): ConnectionView | undefined {
  const station = stations?.find(({ stationId }) => stationId === inbox.stationId)
  return connections?.find(({ connectionId }) => connectionId === station?.libraryConnectionId)
}

/** Why nothing can go into the library now, in one sentence; null when nothing is known against it. */
export function libraryTrouble(say: Say, known: Known): string | null {
  const station = known.stations?.find(({ stationId }) => stationId === known.inbox.stationId)
  if (station?.libraryConnectionId === null) return say('web.radio.step.noLibrary', { name: station.name })
  const library = libraryOf(known)
  if (library?.state === 'off') return say('web.radio.library.off', { name: library.name })
  if (library?.state !== 'failing') return null
  const failing = say('web.radio.library.failing', { name: library.name })
  return library.problem === null ? failing : `${failing} ${library.problem.text}`
}
