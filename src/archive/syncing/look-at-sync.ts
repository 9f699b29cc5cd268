import type { SaidCode } from '../model.ts'
import { holdOf, type LackingFile, type Sync, type SyncFile } from './model.ts'
import type { FileProof, PeerNeed, SyncedFolder } from './ports.ts'

/** What a look at the other machine showed. */
export interface Seen {
  hold: SaidCode | null
  need: PeerNeed | null
  /** Each of its files is there, whole, in the version that lies here. */
  isProven: boolean
  /** Null when the files were not asked for one by one. */
  proof: Proof | null
}

interface Proof {
  there: number
  /** What tells most first. */
  lacking: readonly LackingFile[]
  worst: FileProof | null
}

export interface LookAt {
  folder: Pick<SyncedFolder, 'look' | 'prove'>
  /** For people. */
  names: { folder: string; device: string }
  files: readonly SyncFile[]
  /**
   * When to ask for each file: `always` although the machine still needs something, for other files of the folder may be
   * held up; `up-to-date` once it needs nothing; `never` because they were asked for a moment ago.
   */
  prove: 'always' | 'up-to-date' | 'never'
  signal: AbortSignal
  onProgress?: (done: number) => void
}

/** From what tells least of a file that is not there to what tells most. */
const WORSE: readonly FileProof[] = ['unknown', 'missing', 'ignored', 'changed']

/**
 * That the folder as a whole is up to date proves nothing: what the other machine ignores is not counted, nor is anything
 * before it has told for the first time what it holds. So each file is asked for.
 */
export async function lookAtSync(asked: LookAt): Promise<Seen> {
  const { hold, need } = await asked.folder.look(asked.signal)
  const silence = need === null ? holdOf('peer-silent', asked.names) : null
  const stays = hold === null ? null : holdOf(hold.code, hold.params)
  const isUpToDate = need !== null && need.needItems === 0 && need.needBytes === 0
  const isAsked = asked.prove === 'always' || (asked.prove === 'up-to-date' && isUpToDate)
  if (!isAsked) return { hold: stays ?? silence, need, isProven: false, proof: null }
  const proof = await proveAll(asked)
  if (proof.lacking.length === 0) return { hold: null, need, isProven: true, proof }
  const byFiles = isUpToDate || tellsMuch(proof) ? holdByFiles(proof, asked.names) : null
  return { hold: stays ?? byFiles ?? silence, need, isProven: false, proof }
}

async function proveAll({ folder, files, signal, onProgress }: LookAt): Promise<Proof> {
  const proofs = await folder.prove(files, { signal, ...(onProgress === undefined ? {} : { onProgress }) })
  const lacking = files.flatMap(({ relPath }, at): LackingFile[] => {
    // A file without an answer is not there.
    const proof = proofs[at] ?? 'unknown'
    return proof === 'there' ? [] : [{ relPath, proof }]
  })
  const worst = lacking.reduce<FileProof | null>(
    (found, { proof }) => (found === null || WORSE.indexOf(proof) > WORSE.indexOf(found) ? proof : found),
    null,
  )
  const ordered = lacking.toSorted((a, b) => WORSE.indexOf(b.proof) - WORSE.indexOf(a.proof))
  return { there: files.length - lacking.length, lacking: ordered, worst }
}

/** While the folder is not up to date, files that are not there are simply still to come; not so those that lack here. */
const tellsMuch = ({ worst }: Proof): boolean => worst === 'ignored' || worst === 'changed'

const holdByFiles = ({ worst, lacking }: Proof, names: LookAt['names']): SaidCode | null =>
  worst === null ? null : holdOf(HOLDS[worst], { ...names, count: lacking.length, first: lacking[0]?.relPath ?? '' })

const HOLDS: Readonly<Record<FileProof, string>> = {
  there: 'unknown',
  unknown: 'unknown',
  missing: 'missing',
  ignored: 'ignored',
  changed: 'changed',
}

const SOONEST_PROOF_MS = 1_000
const LATEST_PROOF_MS = 60_000
/** A question takes about a millisecond of the service; a fifth of its time at most is ours. */
const PACE_MS = 5

/** How often the files are asked for one by one; a large batch seldom. */
export function whenToProve(
  { provedAt, startedAt, hold }: Pick<Sync, 'provedAt' | 'startedAt' | 'hold'>,
  { fileCount, now }: { fileCount: number; now: number },
): LookAt['prove'] {
  const pause = Math.min(LATEST_PROOF_MS, Math.max(SOONEST_PROOF_MS, fileCount * PACE_MS))
  if (provedAt !== null && now - provedAt < pause) return 'never'
  return hold === null && now - (provedAt ?? startedAt) >= LATEST_PROOF_MS ? 'always' : 'up-to-date'
}
