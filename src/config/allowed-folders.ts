import { realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join, resolve, sep } from 'node:path'
import { InvalidInputError } from '../kernel/errors.ts'
import { nameOfKey } from './key-name.ts'
import type { SettingKey, ValueSchema } from './keys.ts'
import { isMap, type Value } from './tree.ts'

export const ALLOWED_ROOTS_VARIABLE = 'PATCHBAY_ALLOWED_ROOTS'

export interface AllowedFolders {
  /** Relative folders are below it. */
  dataFolder: string
  /** Absolute; the data folder unless the host's admin named others. */
  roots: readonly string[]
}

/** @param text folders separated as in PATH; the data folder is always allowed */
export function allowedFolders(dataFolder: string, text: string | undefined): AllowedFolders {
  const named = (text ?? '').split(delimiter).filter((root) => root.trim() !== '')
  return { dataFolder: resolve(dataFolder), roots: [dataFolder, ...named].map((root) => resolve(root)) }
}

interface Given {
  value: Value | undefined
  /** Where the key stands in the file. */
  line: number | undefined
}

/** @throws InvalidInputError 422 `config/outside-allowed-roots`, which names the variable that would allow it */
export function refuseOutside(allowed: AllowedFolders, key: SettingKey, { value, line }: Given): void {
  for (const folder of foldersIn(key.schema, value)) {
    if (isAllowed(allowed, folder)) continue
    const params = {
      key: key.key,
      name: nameOfKey(key.key),
      folder,
      variable: ALLOWED_ROOTS_VARIABLE,
      roots: allowed.roots.join(', '),
    }
    const where = { pointer: `/${key.path.join('/')}`, ...(line === undefined ? {} : { line }) }
    const fields = [{ ...where, code: 'config/outside-allowed-roots', params }]
    throw new InvalidInputError('config/outside-allowed-roots', { status: 422, params, fields })
  }
}

/** Links followed: what counts is where the folder really is. */
export function isAllowed(allowed: AllowedFolders, folder: string): boolean {
  const place = realPlace(resolve(allowed.dataFolder, folder))
  return allowed.roots.some((root) => isBelow(place, realPlace(root)))
}

function foldersIn(schema: ValueSchema, value: Value | undefined): string[] {
  if (typeof value === 'string') return schema['x-folder'] === true ? [value] : []
  const { items } = schema
  if (Array.isArray(value)) return items === undefined ? [] : value.flatMap((item) => foldersIn(items, item))
  if (!isMap(value)) return []
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => foldersIn(member, value[name]))
}

/** Where a path leads once links are followed; parts that do not exist yet are taken as they are. */
function realPlace(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    const parent = dirname(path)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) return path
    return join(realPlace(parent), basename(path))
  }
}

const isBelow = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
