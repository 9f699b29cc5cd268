import type { Attention, Card } from '../../../attention/index.ts'
import type { Tx } from '../../../db/db.ts'
import type { PlayerGroup } from '../model.ts'
import { countFailed, type FailedOfCode } from './store.ts'

const NOT_MAPPED = 'players/path-not-mapped'
const NOBODY = 'players/none-answers'
/** A person did it, and knows. */
const QUIET = ['players/group-off', 'players/given-up']

const causeOf = (sort: string, groupId: number): string => `library.players-${sort}:${groupId}`

/**
 * One card of each sort for a group, however many folders it is about: a path that is in none of its libraries, players
 * that don't answer, and folders that they did not take. Gone when none is left.
 */
export async function tellGroupCards(
  { attention }: { attention: Attention },
  tx: Tx,
  group: Pick<PlayerGroup, 'groupId' | 'name'>,
): Promise<void> {
  const failed = (await countFailed(tx, group.groupId)).filter(({ code }) => !QUIET.includes(code))
  const of = (is: (code: string) => boolean) => failed.filter(({ code }) => is(code))
  await tellOne(
    { attention, tx, group, sort: 'not-mapped' },
    of((code) => code === NOT_MAPPED),
  )
  await tellOne(
    { attention, tx, group, sort: 'down' },
    of((code) => code === NOBODY),
  )
  await tellOne(
    { attention, tx, group, sort: 'refused' },
    of((code) => code !== NOT_MAPPED && code !== NOBODY),
  )
}

interface Telling {
  attention: Attention
  tx: Tx
  group: Pick<PlayerGroup, 'groupId' | 'name'>
  sort: 'not-mapped' | 'down' | 'refused'
}

async function tellOne({ attention, tx, group, sort }: Telling, failed: readonly FailedOfCode[]): Promise<void> {
  const cause = causeOf(sort, group.groupId)
  const [first] = failed
  if (first === undefined) return attention.resolve(tx, cause)
  const count = failed.reduce((sum, one) => sum + one.count, 0)
  await attention.raise(tx, {
    cause,
    code: `library.players-${sort}`,
    params: { ...first.params, group: group.name, count, label: first.label, errorCode: first.code },
    severity: 'warn',
    subject: `player-group:${group.groupId}`,
    actions: actionsOf(sort, group.groupId, first),
  })
}

function actionsOf(sort: Telling['sort'], groupId: number, { libraryId, relPath }: FailedOfCode): Card['actions'] {
  const again = {
    code: 'tell-players-again',
    call: { operationId: 'library.tellings.again', params: { groupId }, body: {} },
  }
  if (sort === 'not-mapped') {
    const folder = new URLSearchParams({ group: String(groupId), library: String(libraryId), path: relPath })
    return [{ code: 'map-path', open: `/library/players?${folder.toString()}&act=map` }, again]
  }
  return [again, { code: 'open-players', open: `/library/players?group=${groupId}` }]
}

/** With the group its cards go. */
export async function resolveGroupCards(attention: Attention, tx: Tx, groupId: number): Promise<void> {
  for (const sort of ['not-mapped', 'down', 'refused']) await attention.resolve(tx, causeOf(sort, groupId))
}
