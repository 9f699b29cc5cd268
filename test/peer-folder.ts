import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type AppError, UnavailableError } from '../src/kernel/errors.ts'
import type { FileProof, PeerNeed, SyncedFolder, SyncHold } from '../src/archive/syncing/ports.ts'

/**
 * A folder that is shared with a machine of one's own: what was read here arrives there a step at a time. It is as strict
 * as the real thing: nothing is known before the folder was read, nor before the other machine has told what it holds.
 */
export function peerFolder(path: string) {
  /** What was read here, and what lies there: path to content. */
  const index = new Map<string, string>()
  const there = new Map<string, string>()
  const state = {
    hold: null as SyncHold | null,
    /** Nobody answers. */
    isDown: false,
    /** What the service says to everything, e.g. to a wrong key. */
    refusal: null as AppError | null,
    /** The other machine has not told what it holds. */
    isSilent: false,
    /** What the other machine never takes. */
    ignores: /^$/,
    /** What the service here leaves out. */
    leavesOut: /^$/,
    isConnected: true,
    needDeletes: 0,
    rescans: [] as string[][],
    looks: 0,
  }
  const outstanding = (): string[] =>
    [...index].flatMap(([file, content]) => (state.ignores.test(file) || there.get(file) === content ? [] : [file]))
  const answer = async (): Promise<void> => {
    if (state.refusal !== null) throw state.refusal
    if (state.isDown) throw new UnavailableError('remote/refused', { params: { host: '127.0.0.1' } })
  }
  const folder: SyncedFolder = {
    async about() {
      await answer()
      const peer = { deviceId: 'PEER-1', name: 'attic' }
      return { folderId: 'photos', label: 'Photos', path, passesDeletesOn: true, peer }
    },
    async rescan(relPaths) {
      await answer()
      state.rescans.push([...relPaths])
      for (const sub of relPaths) read({ root: path, sub, leavesOut: state.leavesOut }, index)
    },
    async look() {
      await answer()
      state.looks++
      const open = outstanding()
      const need: PeerNeed = {
        needItems: open.length,
        needBytes: open.reduce((sum, file) => sum + (index.get(file)?.length ?? 0), 0),
        needDeletes: state.needDeletes,
        globalItems: index.size,
        globalBytes: [...index.values()].reduce((sum, content) => sum + content.length, 0),
      }
      return { hold: state.hold, need: state.isSilent ? null : need }
    },
    async prove(files) {
      await answer()
      return files.map(({ relPath, size }): FileProof => {
        const known = index.get(relPath)
        if (known === undefined) return 'ignored'
        if (known.length !== size || !existsSync(join(path, relPath))) return 'changed'
        if (!state.isConnected || state.isSilent) return 'unknown'
        return there.get(relPath) === known ? 'there' : 'missing'
      })
    },
  }
  return {
    folder,
    state,
    there,
    /** Brings over up to so many files. */
    bring(most = Infinity): void {
      for (const file of outstanding().slice(0, most)) there.set(file, index.get(file) ?? '')
    },
    /** What was removed here is removed there, as the real thing does. */
    passDeletesOn(): void {
      for (const file of index.keys()) {
        if (existsSync(join(path, file))) continue
        index.delete(file)
        there.delete(file)
      }
    },
  }
}
export type PeerFolder = ReturnType<typeof peerFolder>

function read(
  { root, sub, leavesOut }: { root: string; sub: string; leavesOut: RegExp },
  index: Map<string, string>,
): void {
  for (const file of [...index.keys()].filter((one) => one.startsWith(`${sub}/`))) index.delete(file)
  if (!existsSync(join(root, sub))) return
  for (const entry of readdirSync(join(root, sub), { recursive: true, withFileTypes: true })) {
    const file = relative(root, join(entry.parentPath, entry.name))
    if (!entry.isFile() || leavesOut.test(file)) continue
    index.set(file, statSync(join(root, file)).size === 0 ? '' : readFileSync(join(root, file), 'latin1'))
  }
}
