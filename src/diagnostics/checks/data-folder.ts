import { access, constants, lstat, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DoctorCheck, Finding } from '../../connections/index.ts'
import type { DataPaths } from '../../db/data-paths.ts'
import { errnoOf } from '../../media/file-identity.ts'
import { doubtful, well, wrong } from './finding.ts'
import type { WriteTrial } from './try-writing.ts'

interface Deps {
  paths: DataPaths
  configFile: string
  tryWriting: (folder: string) => Promise<WriteTrial>
}

/** What others than the owner may do with a key file: nothing. */
const OTHERS = 0o077

/** The folder in which Patchbay keeps what it knows: rights, whose files they are, and that nobody else reads the keys. */
export function dataFolderCheck({ paths, configFile, tryWriting }: Deps): DoctorCheck {
  return {
    id: 'data-folder',
    area: 'files',
    async run() {
      const trials = await Promise.all(
        [paths.folder, paths.keys, paths.backups, paths.logs].map((folder) => trialOf(folder, tryWriting)),
      )
      const findings = [
        ...trials.flat(),
        ...(await findForeign(paths)),
        ...(await findOpenKeys(paths)),
        ...(await findLockedConfig(configFile)),
      ]
      return findings.length > 0 ? findings : [well('data-folder', { path: paths.folder })]
    },
  }
}

async function trialOf(folder: string, tryWriting: Deps['tryWriting']): Promise<Finding[]> {
  const trial = await tryWriting(folder)
  // Backups and logs are made when they are needed.
  if (trial.kind === 'written' || trial.errno === 'ENOENT') return []
  return [wrong('data-folder-not-written', { path: folder, errno: trial.errno })]
}

/** Files of another account, left by a start as root for example: a later start can't read or write them. */
async function findForeign(paths: DataPaths): Promise<Finding[]> {
  const me = process.getuid?.()
  if (me === undefined) return []
  const own = [
    paths.database,
    `${paths.database}-wal`,
    paths.marker,
    paths.keys,
    paths.logs,
    paths.backups,
    paths.cache,
  ]
  const owners = await Promise.all(own.map(async (path) => ({ path, uid: await ownerOf(path) })))
  const foreign = owners.filter(({ uid }) => uid !== undefined && uid !== me)
  if (foreign.length === 0) return []
  return [doubtful('data-folder-foreign', { path: foreign[0]?.path ?? '', count: foreign.length, account: me })]
}

async function ownerOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).uid
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function findOpenKeys({ keys }: DataPaths): Promise<Finding[]> {
  if (process.platform === 'win32') return []
  const names = await readdir(keys)
  const modes = await Promise.all(names.map(async (name) => ({ name, mode: (await lstat(join(keys, name))).mode })))
  const open = modes.filter(({ mode }) => (mode & OTHERS) !== 0)
  return open.length === 0 ? [] : [wrong('keys-open', { path: join(keys, open[0]?.name ?? ''), count: open.length })]
}

/** Settings are written beside the file and put in its place. */
async function findLockedConfig(file: string): Promise<Finding[]> {
  try {
    await access(dirname(file), constants.W_OK)
    return []
  } catch (error) {
    return [doubtful('config-not-written', { path: file, errno: errnoOf(error) })]
  }
}
