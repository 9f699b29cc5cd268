import type { Reader } from '../../../db/db.ts'
import { listBlindSpots } from './store.ts'

/** Whether a path is, or lies below, what the scan could not look into: it may still be there. */
export async function findBlind(reader: Reader, scanId: number): Promise<(path: string) => boolean> {
  const spots = await listBlindSpots(reader, scanId)
  return (path) => spots.some((spot) => spot === '' || path === spot || path.startsWith(`${spot}/`))
}
