import type { Spot } from './disk/messages.ts'
import { unavailable } from './engine.ts'
import { call, type Run } from './run-call.ts'
import { mapKey, splitPath } from './rel-path.ts'
import { findIdleFolders, insertFolders, type MoveRow, setFoldersRemoved, toOf } from './store.ts'

/** Writes down which folders these rows will make, before they are made. @throws UnavailableError when a root is offline */
export async function recordMissingFolders(run: Run, rows: readonly MoveRow[]): Promise<void> {
  const askers = new Map<string, { spot: Spot; moveId: number }>()
  for (const row of rows) {
    const spot = run.atlas.spot({ rootId: row.to_root, relPath: splitPath(toOf(row).relPath).folder })
    const key = mapKey(spot.root, spot.relPath)
    if (!run.knownFolders.has(key) && !askers.has(key)) askers.set(key, { spot, moveId: row.id })
  }
  if (askers.size === 0) return
  const spots = [...askers.values()].map(({ spot }) => spot)
  const { missing, stop } = await call(run, { call: 'survey', roots: run.atlas.rootsOf(rows), spots })
  if (stop !== undefined) throw unavailable(stop)
  const made = missing.flatMap(({ root, relPath }) => {
    if (typeof relPath !== 'string') return []
    const asker = [...askers.values()].find(({ spot }) => spot.root === root && isWithin(String(spot.relPath), relPath))
    return asker === undefined ? [] : [{ rootId: run.atlas.rootId({ root, relPath }), relPath, moveId: asker.moveId }]
  })
  if (made.length > 0) await run.engine.db.txTogether((tx) => insertFolders(tx, made))
  for (const key of askers.keys()) run.knownFolders.add(key)
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** Takes away the folders in which these files stood, where we made them, no move that still holds needs them, and they are empty. */
export async function removeIdleFolders(run: Run, rows: readonly MoveRow[]): Promise<void> {
  const byRoot = new Map<number, Set<string>>()
  for (const row of rows) {
    const paths = byRoot.get(row.to_root) ?? new Set()
    byRoot.set(row.to_root, paths)
    for (let at = splitPath(toOf(row).relPath).folder; at.length > 0; at = splitPath(at).folder) paths.add(String(at))
  }
  for (const [rootId, paths] of byRoot) {
    const idle = await findIdleFolders(run.engine.db.read, rootId, [...paths])
    if (idle.length === 0) continue
    const spots = [...new Set(idle.map((folder) => folder.rel_path))].map((relPath) =>
      run.atlas.spot({ rootId, relPath }),
    )
    const { removed } = await call(run, { call: 'removeFolders', roots: [], spots })
    const gone = new Set(removed.map(({ relPath }) => String(relPath)))
    const ids = idle.filter((folder) => gone.has(folder.rel_path)).map((folder) => folder.id)
    if (ids.length > 0) await run.engine.db.txTogether((tx) => setFoldersRemoved(tx, ids, run.engine.clock.now()))
  }
}
