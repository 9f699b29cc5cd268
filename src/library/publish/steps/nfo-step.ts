import { AppError, UnavailableError } from '../../../kernel/errors.ts'
import { writeNfo } from '../../../media/nfo/write-nfo.ts'
import { hashBytes } from '../../assets/index.ts'
import type { PreparedStep, Target } from '../model.ts'
import { pathIn, type Scene, type Seen } from '../scene.ts'
import { nfoChangesOf } from '../targets/nfo-changes.ts'
import { foreignReason } from './foreign-reason.ts'

/** The NFO that players read is edited; tags that nobody here knows stay. */
export async function stepForNfo(scene: Scene, target: Target): Promise<PreparedStep[]> {
  const changes = nfoChangesOf(scene.title)
  if (changes.length === 0) return []
  const view = await scene.view(target.folder)
  // Of two that are there, players read the last of our names: `movie.nfo` wins.
  const present = target.names.toReversed().flatMap((name) => view.find(name) ?? [])[0]
  const relPath = pathIn(target, present ?? target.names[0])
  try {
    const seen = await scene.look(relPath)
    const bytes = writeNfo(seen?.bytes ?? null, changes)
    return [await stepOf(scene, { relPath, seen, bytes })]
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof UnavailableError) throw error
    const reason = { code: error.code, params: error.params }
    return [{ ...idle(relPath, null), act: 'keep', reason }]
  }
}

const idle = (relPath: string, before: string | null) => ({
  kind: 'nfo' as const,
  relPath,
  before,
  after: null,
  bytes: null,
  beforeBytes: null,
})

async function stepOf(
  { takeOver }: Scene,
  { relPath, seen, bytes }: { relPath: string; seen: Seen | undefined; bytes: Uint8Array | null },
): Promise<PreparedStep> {
  if (bytes === null) return { ...idle(relPath, seen?.sha256 ?? null), act: 'same' }
  const written = { ...idle(relPath, seen?.sha256 ?? null), after: await hashBytes(bytes), bytes }
  if (seen === undefined) return { ...written, act: 'write' }
  if (seen.isOurs) return { ...written, act: 'replace', beforeBytes: seen.bytes }
  if (takeOver.has(relPath)) return { ...written, act: 'take-over' }
  return { ...idle(relPath, seen.sha256), act: 'keep', reason: foreignReason(seen) }
}
