import { listFolder } from '../media/folder-listing.ts'
import { MAX_NAME_BYTES, pathKey } from '../media/path-key.ts'
import type { Engine } from './engine.ts'
import { openAtlas } from './engine.ts'
import { splitPath } from './rel-path.ts'
import { listOpenTargets } from './store.ts'

/** Names of one asset group that need the same suffix, the main file first, e.g. still, live video and sidecars. */
export interface NameGroup {
  /** `/`-separated paths below the root, all in one folder or not. */
  relPaths: readonly string[]
}

export interface FreeNames {
  /** `''` when the names were free as they are, else `_1`, `_2`, …: put behind the name that the group shares. */
  suffix: string
  /** In the order of the group. */
  relPaths: string[]
}

export interface NameFinder {
  /**
   * The first suffix with which no name of the group collides (by case and Unicode form too) with a file on the disk,
   * with the target of a move that is still open, or with a name that this finder gave out before.
   */
  take(group: NameGroup): Promise<FreeNames>
}

/** For making one plan: what it has seen of the disk it does not look at again. */
export async function createNameFinder(engine: Engine, rootId: number): Promise<NameFinder> {
  const { root } = (await openAtlas(engine)).spot({ rootId, relPath: '' })
  const taken = new Set((await listOpenTargets(engine.db.read, rootId)).map(pathKey))
  const listed = new Set<string>()
  const list = async (folder: string): Promise<void> => {
    if (listed.has(folder)) return
    listed.add(folder)
    for (const name of await namesIn(folder === '' ? root : `${root}/${folder}`))
      taken.add(pathKey(folder === '' ? name : `${folder}/${name}`))
  }
  return {
    async take({ relPaths }) {
      for (const relPath of relPaths) await list(String(splitPath(relPath).folder))
      for (let number = 0; ; number++) {
        const suffix = number === 0 ? '' : `_${number}`
        const wanted = withSuffix(relPaths, suffix)
        const keys = wanted.map(pathKey)
        if (keys.some((key) => taken.has(key)) || new Set(keys).size < keys.length) continue
        for (const key of keys) taken.add(key)
        return { suffix, relPaths: wanted }
      }
    },
  }
}

/** A folder that is not there yet holds no names. */
async function namesIn(path: string): Promise<string[]> {
  try {
    return (await listFolder(path)).map(({ name }) => name).filter((name) => typeof name === 'string')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** `a.jpg`, `a.jpg.xmp`, `a.mov` become `a_1.jpg`, `a_1.jpg.xmp`, `a_1.mov`. */
export function withSuffix(relPaths: readonly string[], suffix: string): string[] {
  if (suffix === '') return [...relPaths]
  const main = String(splitPath(relPaths[0] ?? '').name)
  const shared = stemOf(main)
  return relPaths.map((relPath) => {
    const { folder, name } = splitPath(relPath)
    const text = String(name)
    const stem = text.startsWith(shared) ? shared : stemOf(text)
    const rest = suffix + text.slice(stem.length)
    const named = fit(stem, MAX_NAME_BYTES - Buffer.byteLength(rest)) + rest
    return folder.length === 0 ? named : `${String(folder)}/${named}`
  })
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

function fit(stem: string, maxBytes: number): string {
  let fitting = stem
  while (Buffer.byteLength(fitting) > maxBytes) fitting = Array.from(fitting).slice(0, -1).join('')
  return fitting
}
