/** One broadcaster: its zone, its playout library, its folders. Everything in radio belongs to one. */
export interface Station {
  stationId: number
  name: string
  /** IANA; its days are days there. */
  timeZone: string
  /** Null as long as none was chosen. */
  libraryConnectionId: number | null
  /** Null when its programme is in no CMS. */
  cmsConnectionId: number | null
  /** Patchbay itself keeps its shows and episodes; never beside a CMS. */
  keepsProgramme: boolean
  version: number
  createdAt: number
  changedAt: number
}

export const STATION_NAME_LONGEST = 80
export const STATIONS_MOST = 100
