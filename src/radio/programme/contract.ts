import { z } from 'zod'

/**
 * Where a programme is kept: `connection:3` is a CMS, `station:2` Patchbay's own shows and episodes of that station.
 * Stands in rows.
 */
export const CmsRef = z.templateLiteral([z.enum(['connection', 'station']), ':', z.string().regex(/^[1-9]\d{0,14}$/)])
export type CmsRef = z.output<typeof CmsRef>

export const connectionRef = (connectionId: number): CmsRef => `connection:${connectionId}`
export const stationRef = (stationId: number): CmsRef => `station:${stationId}`

export type CmsPlace = { is: 'connection'; connectionId: number } | { is: 'station'; stationId: number }

export function placeOf(ref: CmsRef): CmsPlace {
  const [is, id] = ref.split(':')
  return is === 'station' ? { is, stationId: Number(id) } : { is: 'connection', connectionId: Number(id) }
}

/** Null where nothing outside is asked. */
export function connectionIn(ref: CmsRef): number | null {
  const place = placeOf(ref)
  return place.is === 'connection' ? place.connectionId : null
}

/** What an effect needs to find its CMS. Those of before 0019 named a connection. */
export const InCms = z.union([
  z.object({ cms: CmsRef }),
  z.object({ connectionId: z.number().int().positive() }).transform(({ connectionId }) => ({
    cms: connectionRef(connectionId),
  })),
])
