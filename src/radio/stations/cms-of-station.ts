import { type CmsRef, connectionRef, stationRef } from '../programme/contract.ts'
import type { Station } from './model.ts'

/** Where its shows and episodes are; null when it has none. */
export function cmsOfStation({
  stationId,
  cmsConnectionId,
  keepsProgramme,
}: Pick<Station, 'stationId' | 'cmsConnectionId' | 'keepsProgramme'>): CmsRef | null {
  if (cmsConnectionId !== null) return connectionRef(cmsConnectionId)
  return keepsProgramme ? stationRef(stationId) : null
}
