import { InvalidInputError } from '../kernel/errors.ts'
import { stationRoutes } from '../radio/stations/contract.ts'
import type { Ask } from './alias.ts'

/** The station that was named, or the only one. @throws InvalidInputError `radio/which-station` */
export async function stationOf(ask: Ask, named: number | undefined): Promise<number> {
  if (named !== undefined) return named
  const { items } = await ask(stationRoutes.routes.list, {})
  const [only] = items
  if (items.length !== 1 || only === undefined) throw new InvalidInputError('radio/which-station', {})
  return only.stationId
}
