import type { FileProof, SentFile, SyncedFolder } from '../../archive/syncing/ports.ts'
import type { SyncthingClient } from './client.ts'
import { connectedSince, readCompletion } from './look.ts'
import type { Pair } from './folders.ts'
import { FileState } from './wire.ts'

const AT_ONCE = 8

type Options = Parameters<SyncedFolder['prove']>[1]

/**
 * Asks of each file who has it. The list counts devices that are connected now, so a peer that is away has nothing in it:
 * what is not there is `missing` only when the peer was connected all the time and has told what it has.
 */
export async function proveFiles(
  { client, pair }: { client: SyncthingClient; pair: Pair },
  files: readonly SentFile[],
  { signal, onProgress }: Options,
): Promise<FileProof[]> {
  const since = await connectedSince(client, pair.deviceId, signal)
  const proofs: FileProof[] = []
  const failed = new AbortController()
  const limited = AbortSignal.any([signal, failed.signal])
  let [next, done] = [0, 0]
  const work = async (): Promise<void> => {
    for (let at = next++; at < files.length; at = next++) {
      proofs[at] = await proveFile({ client, pair }, files[at] as SentFile, limited)
      onProgress?.(++done)
    }
  }
  const workers = Array.from({ length: Math.min(AT_ONCE, files.length) }, () =>
    work().catch((error: unknown) => {
      failed.abort(error)
      throw error
    }),
  )
  await Promise.all(workers)
  if (!proofs.includes('missing')) return proofs
  const wasThere = since !== undefined && since === (await connectedSince(client, pair.deviceId, signal))
  const isTold = wasThere && (await hasTold(client, pair, signal))
  return isTold ? proofs : proofs.map((one) => (one === 'missing' ? 'unknown' : one))
}

async function hasTold(client: SyncthingClient, pair: Pair, signal: AbortSignal): Promise<boolean> {
  const completion = await readCompletion(client, pair, signal)
  return (completion?.sequence ?? 0) > 0
}

async function proveFile(
  { client, pair: { folderId, deviceId } }: { client: SyncthingClient; pair: Pair },
  { relPath, size }: SentFile,
  signal: AbortSignal,
): Promise<FileProof> {
  // QUIRK(syncthing): names are NFC in its index, and on disk it renames those that are not.
  const query = [
    ['folder', folderId],
    ['file', relPath.normalize('NFC')],
  ] as const
  const found = await client.find('rest/db/file', FileState, { query, signal })
  return found === undefined ? 'ignored' : proofIn(found, size, deviceId)
}

function proofIn({ local, global, availability }: FileState, size: number, deviceId: string): FileProof {
  if (local.ignored || local.invalid || local.version == null) return 'ignored'
  if (local.deleted) return 'changed'
  // Another machine has removed it, and this folder takes no changes: this version lies here alone.
  if (global.deleted) return 'missing'
  if (global.size !== size) return 'changed'
  if (local.version.join() !== (global.version ?? []).join()) return 'changed'
  const has = availability?.some(({ id, fromTemporary }) => id === deviceId && !fromTemporary) ?? false
  return has ? 'there' : 'missing'
}
