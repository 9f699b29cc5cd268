import { z } from 'zod'
import { defineRoutes, Instant } from '../../../kernel/contract.ts'
import { rowId } from '../../../kernel/ids.ts'
import { StationId } from '../../stations/contract.ts'

const NAME_LONGEST = 100

export const ThingName = z
  .string()
  .trim()
  .min(1)
  .max(NAME_LONGEST)
  .regex(/^[^\p{C}]*$/u)
  .describe('Compared without regard to case; all of a kind are different in a station')

/** What each thing has besides its own facts. */
export const ofEachThing = {
  stationId: z.number().int(),
  name: z.string(),
  usedBy: z.array(z.string()).describe('Names of what needs it; while there are any it can’t be removed'),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
}

const stationParams = z.object({ stationId: StationId })

/** The routes that clocks, categories, carts and dayparts have alike. */
export function thingRoutes<
  const Kind extends string,
  View extends z.ZodObject,
  Facts extends z.ZodRawShape,
  Changes extends z.ZodRawShape,
>({ many, one, view, facts, changes }: { many: string; one: Kind; view: View; facts: Facts; changes: Changes }) {
  const id = z.object({ id: rowId(one) })
  const ofStation = `/api/v1/radio/stations/:stationId/${many}`
  const single = `/api/v1/radio/${many}/:id`
  return {
    list: {
      method: 'GET',
      path: ofStation,
      scope: 'read',
      summary: `${many} of a station, by name`,
      params: stationParams,
      reply: z.object({ items: z.array(view) }),
    },
    get: { method: 'GET', path: single, scope: 'read', summary: `One ${one}`, params: id, reply: view },
    add: {
      method: 'POST',
      path: ofStation,
      scope: 'jobs:write',
      summary: `Add a ${one}`,
      params: stationParams,
      body: z.object({ name: ThingName, ...facts }),
      reply: view,
      status: 201,
    },
    change: {
      method: 'PATCH',
      path: single,
      scope: 'jobs:write',
      summary: `Change a ${one} (If-Match needed)`,
      params: id,
      body: z.object({ name: ThingName.optional(), ...changes }),
      reply: view,
    },
    copy: {
      method: 'POST',
      path: `${single}/copy`,
      scope: 'jobs:write',
      summary: `Make a copy of a ${one} under another name`,
      params: id,
      body: z.object({ name: ThingName }),
      reply: view,
      status: 201,
    },
    remove: {
      method: 'DELETE',
      path: single,
      scope: 'jobs:write',
      summary: `Remove a ${one} that nothing uses`,
      params: id,
      reply: z.object({ removed: z.number().int() }),
    },
  } as const satisfies Parameters<typeof defineRoutes>[1]
}
