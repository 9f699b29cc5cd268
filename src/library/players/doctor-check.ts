import type { DoctorCheck, Finding } from '../../connections/index.ts'
import { AppError } from '../../kernel/errors.ts'
import { sayCode } from '../../kernel/words.ts'
import type { PlayersDeps } from './deps.ts'
import { sayRoots } from './mapping/place-at-player.ts'
import { testPath } from './mapping/test-path.ts'
import { listAllLibraries, listBindings, listGroups, listMembers } from './store.ts'
import { countFailed } from './telling/store.ts'

/** Groups that are switched on: whether a player sees each library, and whether there is something that it was not told. */
export function playersCheck(deps: PlayersDeps): DoctorCheck {
  return {
    id: 'players',
    area: 'library',
    async run(signal) {
      const groups = (await listGroups(deps.db.read)).filter(({ isEnabled }) => isEnabled)
      const findings = await Promise.all(groups.map((group) => findingsOf(deps, group, signal)))
      return findings.flat()
    },
  }
}

async function findingsOf(
  deps: PlayersDeps,
  { groupId, name: group }: { groupId: number; name: string },
  signal: AbortSignal,
): Promise<Finding[]> {
  const { read } = deps.db
  if ((await listMembers(read, groupId)).length === 0)
    return [{ level: 'warn', code: 'players-none', params: { group } }]
  const bound = (await listBindings(read)).filter((one) => one.groupId === groupId)
  if (bound.length === 0) return [{ level: 'warn', code: 'players-no-library', params: { group } }]
  const libraries = await listAllLibraries(read)
  const findings: Finding[] = []
  for (const { libraryId } of bound) {
    const library = libraries.find((one) => one.libraryId === libraryId)?.name ?? ''
    findings.push(...(await findingsAt(deps, { groupId, libraryId, group, library }, signal)))
  }
  const failed = (await countFailed(read, groupId)).reduce((sum, { count }) => sum + count, 0)
  if (failed > 0) findings.push({ level: 'warn', code: 'players-failed', params: { group, count: failed } })
  return findings
}

interface AtLibrary {
  groupId: number
  libraryId: number
  group: string
  library: string
}

async function findingsAt(deps: PlayersDeps, at: AtLibrary, signal: AbortSignal): Promise<Finding[]> {
  const { group, library } = at
  try {
    const { players } = await testPath(deps, { ...at, relPath: '' }, signal)
    return players.map(({ name: player, outcome, because, playerPath, roots }): Finding => {
      const params = { group, library, player, path: playerPath ?? '', known: sayRoots(roots ?? []) }
      if (outcome === 'not-mapped') return { level: 'warn', code: 'players-not-mapped', params }
      if (outcome !== 'failed') return { level: 'ok', code: 'players-see', params }
      const problem = sayCode(because?.code ?? 'internal/unexpected', because?.params ?? {}).text
      return { level: 'warn', code: 'players-silent', params: { ...params, problem } }
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [{ level: 'warn', code: 'players-silent', params: { group, library, player: group, problem: error.code } }]
  }
}
