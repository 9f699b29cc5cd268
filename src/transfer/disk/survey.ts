import { lstatSync } from 'node:fs'
import { joinPath } from '../../media/folder-listing.ts'
import { isContained, mapKey, splitPath } from '../rel-path.ts'
import { requireMarkers } from './look.ts'
import type { MarkedRoot, Spot, Stop } from './messages.ts'
import { toRefusal } from './refusal.ts'
import { untilStopped } from './tools.ts'

/** Which of these folders, and of those above them, are not there; parents first. Changes nothing. */
export function surveyFolders(request: { roots: MarkedRoot[]; spots: Spot[] }): {
  missing: Spot[]
  stop: Stop | undefined
} {
  const missing = new Map<string, Spot>()
  const stop = untilStopped(() => {
    requireMarkers(request.roots)
    for (const spot of request.spots) addMissing(missing, spot)
  })
  return { missing: [...missing.values()], stop }
}

function addMissing(missing: Map<string, Spot>, spot: Spot): void {
  const key = mapKey(spot.root, spot.relPath)
  if (spot.relPath.length === 0 || missing.has(key) || !isContained(spot.relPath) || exists(spot)) return
  addMissing(missing, { root: spot.root, relPath: splitPath(spot.relPath).folder })
  missing.set(key, spot)
}

function exists(spot: Spot): boolean {
  try {
    return lstatSync(joinPath(spot.root, spot.relPath), { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    toRefusal(spot.root, error)
    return true
  }
}
