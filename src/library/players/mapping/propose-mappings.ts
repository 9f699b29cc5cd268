import { AppError } from '../../../kernel/errors.ts'
import type { PlayersDeps } from '../deps.ts'
import { getGroup } from '../groups.ts'
import { Player } from '../ports.ts'
import { type LibraryOfGroup, listAllLibraries, listBindings, listMappings, listMembers } from '../store.ts'
import { listFolderNames } from '../telling/store.ts'
import { type Candidate, type Proposal, proposeRoots } from './propose.ts'

export interface LibraryProposal extends Proposal {
  library: LibraryOfGroup
  ourPath: string
  of: number
}

const NAMES_MOST = 500

/**
 * Where the libraries of a group likely lie for its players. Libraries that are mapped already are left out.
 * @throws what the last player threw when none answers
 */
export async function proposeMappings(
  deps: PlayersDeps,
  groupId: number,
  signal: AbortSignal,
): Promise<LibraryProposal[]> {
  const { db } = deps
  await getGroup(db.read, groupId)
  const mapped = new Set((await listMappings(db.read, groupId)).map(({ libraryId }) => libraryId))
  const bound = (await listBindings(db.read)).filter((one) => one.groupId === groupId)
  const libraries = (await listAllLibraries(db.read)).filter(
    ({ libraryId }) => bound.some((one) => one.libraryId === libraryId) && !mapped.has(libraryId),
  )
  if (libraries.length === 0) return []
  const candidates = await candidatesOf(deps, groupId, signal)
  const proposals = await Promise.all(libraries.map((library) => proposeFor(deps, library, candidates)))
  return proposals.flat().toSorted((a, b) => b.shared - a.shared)
}

async function proposeFor(
  { db, roots }: PlayersDeps,
  library: LibraryOfGroup,
  candidates: readonly Candidate[],
): Promise<LibraryProposal[]> {
  const { path } = await roots.get(library.rootId)
  // At the same path no mapping is needed.
  if (candidates.some(({ root }) => root.path.replace(/\/$/, '') === path)) return []
  const folderNames = await listFolderNames(db.read, library.libraryId, NAMES_MOST)
  const proposals = proposeRoots({ path, kind: library.kind, folderNames }, candidates)
  return proposals.map((proposal) => ({ ...proposal, library, ourPath: path, of: folderNames.length }))
}

/** Of the first player that answers: they share one list. */
async function candidatesOf(deps: PlayersDeps, groupId: number, signal: AbortSignal): Promise<Candidate[]> {
  let problem: AppError | undefined
  for (const { connectionId } of await listMembers(deps.db.read, groupId)) {
    try {
      const player = await deps.openPort(connectionId, Player)
      const roots = (await player.listRoots(signal)) ?? []
      return await Promise.all(
        roots.map(async (root) => ({ root, names: (await player.listNames(root.path, signal)) ?? [] })),
      )
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problem = error
    }
  }
  if (problem !== undefined) throw problem
  return []
}
