import { statfs } from 'node:fs/promises'
import { InvalidInputError } from '../kernel/errors.ts'

/** `f_type` of statfs(2), Linux: file systems on which locks and WAL of SQLite do not hold. */
const NETWORK_TYPES = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
  [0x01021997, '9P'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
])

/** The name of a network file system, by its number; undefined for a local one. */
export function networkKind(type: number): string | undefined {
  return NETWORK_TYPES.get(type >>> 0)
}

/** @throws InvalidInputError `db/network-folder` */
export async function refuseNetworkFolder(folder: string): Promise<void> {
  if (process.platform !== 'linux') return
  const kind = networkKind((await statfs(folder)).type)
  if (kind !== undefined) throw new InvalidInputError('db/network-folder', { status: 422, params: { folder, kind } })
}
