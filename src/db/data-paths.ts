import { join, resolve } from 'node:path'
import { readSecretFile } from '../kernel/secret-file.ts'

/** The layout of a data folder; all absolute. */
export interface DataPaths {
  folder: string
  configFile: string
  database: string
  /** Says which installation and database belong to the folder. */
  marker: string
  /** Held open and locked while a server runs. */
  lock: string
  /** Who holds the lock: process and address. Gone after a clean stop. */
  running: string
  keys: string
  cache: string
  backups: string
  logs: string
  inbox: string
  batches: string
  archive: string
  trash: string
  /** What was recorded in the studio, by its bytes: it can't be made anew. */
  recordings: string
}

export function dataPaths(folder: string): DataPaths {
  const at = (name: string): string => join(resolve(folder), name)
  return {
    folder: resolve(folder),
    configFile: at('patchbay.yaml'),
    database: at('patchbay.db'),
    marker: at('.patchbay'),
    lock: at('.lock'),
    running: at('running.json'),
    keys: at('keys'),
    cache: at('cache'),
    backups: at('backups'),
    logs: at('logs'),
    inbox: at('inbox'),
    batches: at('batches'),
    archive: at('archive'),
    trash: at('trash'),
    recordings: at('voice'),
  }
}

type Environment = Readonly<Record<string, string | undefined>>

const named = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text)

/** `--data` over `PATCHBAY_DATA` over `./data`. */
export function chooseDataFolder(flag: string | undefined, env: Environment): string {
  return resolve(named(flag) ?? named(env['PATCHBAY_DATA']) ?? 'data')
}

/** `--config` over `PATCHBAY_CONFIG` over `patchbay.yaml` in the data folder. */
export function chooseConfigFile(flag: string | undefined, env: Environment, paths: DataPaths): string {
  return resolve(named(flag) ?? named(env['PATCHBAY_CONFIG']) ?? paths.configFile)
}

/** `PATCHBAY_DATABASE_URL`, or the text of the file that `PATCHBAY_DATABASE_URL_FILE` names; undefined means SQLite. */
export function chooseDatabaseUrl(env: Environment): string | undefined {
  return named(env['PATCHBAY_DATABASE_URL']) ?? named(readSecretFile(env, 'PATCHBAY_DATABASE_URL')?.text)
}
