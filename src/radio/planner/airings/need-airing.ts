import { NotFoundError } from '../../../kernel/errors.ts'
import type { PlannerDeps } from '../deps.ts'
import type { Airing } from '../model.ts'
import { findAiring } from '../store.ts'

/** @throws NotFoundError */
export async function needAiring(deps: Pick<PlannerDeps, 'db'>, airingId: number): Promise<Airing> {
  const airing = await findAiring(deps.db.read, airingId)
  if (airing === undefined) throw new NotFoundError('radio/no-such-airing', { params: { airingId } })
  return airing
}
