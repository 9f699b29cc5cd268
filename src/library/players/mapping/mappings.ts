import { lockInTx } from '../../../db/lock-in-tx.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../kernel/errors.ts'
import { isWholeForeign } from '../../../kernel/foreign-path.ts'
import type { PlayersDeps } from '../deps.ts'
import { type By, getGroup } from '../groups.ts'
import { MAPPINGS_MOST, type PathMapping } from '../model.ts'
import { deleteMapping, findLibrary, findMappingGroup, listMappings, putMapping } from '../store.ts'
import { askFailed } from '../telling/ask-failed.ts'
import { tellGroupCards } from '../telling/tell-cards.ts'

const LOCK = 'library_path_mappings'

const trimmed = (relPath: string): string => relPath.split('/').filter(Boolean).join('/')

/** What could not be told because of its path is told anew. */
export function addMapping(deps: PlayersDeps) {
  return (mapping: Omit<PathMapping, 'mappingId'>, by: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      const { groupId, libraryId, playerPath } = mapping
      await lockInTx(tx, LOCK)
      const group = await getGroup(tx, groupId)
      const library = await findLibrary(tx, libraryId)
      if (library === undefined) throw new NotFoundError('players/no-such-library', { params: { libraryId } })
      if (!isWholeForeign(playerPath)) throw notWhole(playerPath)
      if ((await listMappings(tx, groupId)).length >= MAPPINGS_MOST)
        throw new ConflictError('players/too-many-mappings', { params: { most: MAPPINGS_MOST } })
      const relPath = trimmed(mapping.relPath)
      const pathKey = relPath.normalize('NFC')
      await putMapping(tx, { groupId, libraryId, relPath, pathKey, playerPath }, deps.clock.now())
      const details = { group: group.name, library: library.name, relPath, playerPath }
      await audit(deps, tx, { what: 'added', by, groupId, details })
      await askFailed(deps, tx, { groupId, codes: ['players/path-not-mapped'], actor: by.actor })
      await tellGroupCards(deps, tx, group)
    })
}

function notWhole(path: string): InvalidInputError {
  const [code, params] = ['players/path-not-whole', { path }]
  return new InvalidInputError(code, { status: 422, params, fields: [{ pointer: '/playerPath', code, params }] })
}

/** @returns the group that it was of */
export function removeMapping(deps: PlayersDeps) {
  return (mappingId: number, by: By): Promise<number> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const groupId = await findMappingGroup(tx, mappingId)
      if (groupId === undefined) throw new NotFoundError('players/no-such-mapping', { params: { mappingId } })
      await deleteMapping(tx, mappingId)
      await audit(deps, tx, { what: 'removed', by, groupId, details: { mappingId } })
      return groupId
    })
}

async function audit(
  deps: PlayersDeps,
  tx: Parameters<PlayersDeps['audit']['append']>[0],
  { what, by, groupId, details }: { what: string; by: By; groupId: number; details: Record<string, unknown> },
): Promise<void> {
  const { actor, address } = by
  const action = `library.path-mapping.${what}`
  const subject = `player-group:${groupId}`
  await deps.audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  await deps.events.append(tx, { kind: action, actor, subject, data: details })
}
