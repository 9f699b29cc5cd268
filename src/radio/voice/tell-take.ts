import type { Tx } from '../../db/db.ts'
import type { By, VoiceDeps } from './deps.ts'
import type { Take } from './model.ts'

/** In the audit and in the log of events: `radio.take.made`, `changed`, `chosen`, `removed`, `restored`, `placed`. */
export async function tellTake(
  { audit, events }: Pick<VoiceDeps, 'audit' | 'events'>,
  tx: Tx,
  { what, take, by }: { what: string; take: Take; by: Pick<By, 'actor'> & { address?: string } },
): Promise<void> {
  const { takeId, stationId, airDate, title, number } = take
  const kind = `radio.take.${what}`
  const data = { takeId, airDate, title, number }
  const address = by.address === undefined ? {} : { address: by.address }
  await audit.append(tx, { actor: by.actor, action: kind, subject: `take:${takeId}`, details: data, ...address })
  await events.append(tx, {
    kind,
    actor: by.actor,
    scope: `station:${stationId}`,
    subject: `take:${takeId}`,
    data,
  })
}
