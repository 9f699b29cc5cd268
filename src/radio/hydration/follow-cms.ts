import { z } from 'zod'
import type { Reader } from '../../db/db.ts'
import { planJob, type Translation, type Translator } from '../../webhooks/index.ts'
import { connectionRef, programmeChanged } from '../programme/index.ts'
import { listStations } from '../stations/index.ts'
import { ImportInbox } from './jobs.ts'
import { listInboxRows } from './store.ts'

/** As `integrations/payload-plugin` sends it; what else stands there is for later versions. */
const Told = z.object({
  type: z.enum(['episode.changed', 'episode.published', 'episode.removed', 'show.changed', 'show.removed']),
  data: z.object({
    id: z.union([z.string().min(1).max(200), z.number()]).transform(String),
    title: z.string().max(500).nullish(),
    /** Says the same change from the next; the time of the change. */
    version: z.string().max(100).nullish(),
  }),
})
const Named = z.object({ type: z.string().max(200) })

/** Where a root is, for a person to read. */
export type InboxPath = (rootId: number) => Promise<string>

/**
 * A CMS says that its programme has changed: what was read of it is read anew, and each watched inbox of the stations
 * whose programme it holds is looked at again, because a file there may fit now. What has changed is read from the CMS itself, so the order of calls does not
 * matter, and a call about a removed episode removes nothing.
 */
export function followCms(pathOf: InboxPath): Translator {
  return {
    kind: 'payload',
    connectionKind: 'payload',
    async translate({ body, connectionId }, reader) {
      const named = Named.safeParse(body)
      if (!named.success) return { is: 'unknown', event: null }
      if (named.data.type === 'test') return { is: 'test' }
      const told = Told.safeParse(body)
      if (!told.success) return { is: 'unknown', event: named.data.type }
      const { type: event, data } = told.data
      const heard = {
        is: 'event' as const,
        event,
        label: data.title ?? data.id,
        key: `${data.id} ${data.version ?? ''}`,
      }
      return { ...heard, ...(await planLooks(pathOf, reader, { connectionId, title: heard.label })) }
    },
  }
}

type Plan = Pick<Extract<Translation, { is: 'event' }>, 'jobs' | 'why' | 'tells'>

const nothing = (code: string): Plan => ({ jobs: [], why: { code, params: {} } })

async function planLooks(
  pathOf: InboxPath,
  reader: Reader,
  { connectionId, title }: { connectionId: number | null; title: string },
): Promise<Plan> {
  if (connectionId === null) return nothing('no-connection')
  const stations = (await listStations(reader)).filter((station) => station.cmsConnectionId === connectionId)
  if (stations.length === 0) return nothing('no-station')
  const tells = stations.map(({ stationId }) =>
    programmeChanged({ stationId, cms: connectionRef(connectionId), title }),
  )
  const ids = new Set(stations.map(({ stationId }) => stationId))
  const watched = (await listInboxRows(reader)).filter((row) => ids.has(row.station_id) && row.is_watched === 1)
  if (watched.length === 0) return { ...nothing('no-watched-inbox'), tells }
  const jobs = await Promise.all(
    watched.map(async ({ id, root_id }) => planJob(ImportInbox, { inboxId: id }, await pathOf(root_id))),
  )
  return { jobs, tells }
}
