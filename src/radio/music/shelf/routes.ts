import type { Reader } from '../../../db/db.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { type Actor, type BoundRoute, bindRoutes, withEtag } from '../../../kernel/routes.ts'
import { getStation } from '../../stations/index.ts'
import { clockRoutes } from '../clocks/contract.ts'
import { cartRoutes, categoryRoutes, daypartRoutes } from '../pools/contract.ts'
import type { MusicSources } from '../ports.ts'
import { addThing, changeThing, copyThing, getThing, type MusicDeps, removeThing } from './edit-shelf.ts'
import type { FactsOf, Kind, Thing } from './model.ts'
import { listThings } from './store.ts'
import { usesOf } from './uses.ts'
import { type Around, toCartView, toCategoryView, toClockView, toDaypartView } from './views.ts'

export interface MusicRouteDeps extends MusicDeps {
  sources: MusicSources
}

interface Caller {
  actor: Actor
  request: { address: string; ifMatch: string | undefined }
}

export const byOf = ({ actor, request }: Caller) => ({
  actor: actor.id,
  address: request.address,
  ifMatch: request.ifMatch,
})

/** Only what was sent. */
const sent = <Facts extends object>(facts: Facts): Partial<Facts> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<Facts>

/** What the library has; null for a station without one. */
async function poolOf(sources: MusicSources, stationId: number): Promise<Around['pool']> {
  try {
    return await sources.listPool(stationId)
  } catch (error) {
    if (error instanceof ConflictError) return null
    throw error
  }
}

function handlersOf<K extends Kind, View>(
  deps: MusicRouteDeps,
  { kind, toView }: { kind: K; toView: (thing: Thing<K>, around: Around) => View },
) {
  const { read } = deps.db
  const needsPool = kind === 'category' || kind === 'cart'
  const use = { add: addThing(deps, kind), change: changeThing(deps, kind), copy: copyThing(deps, kind) }
  const around = async (reader: Reader, stationId: number) => {
    const uses = await usesOf(reader, stationId)
    const pool = needsPool ? await poolOf(deps.sources, stationId) : null
    const isOfTracks = kind === 'cart' && pool !== null
    const lastHeard = isOfTracks ? await deps.sources.lastHeard(stationId) : new Map<number, number>()
    return (id: number): Around => ({ usedBy: uses.of(kind, id), pool, lastHeard })
  }
  const answer = async (thing: Thing<K>) => {
    const tell = await around(read, thing.stationId)
    return withEtag(toView(thing, tell(thing.id)), String(thing.version))
  }
  return {
    list: async ({ params }: { params: { stationId: number } }) => {
      await getStation(read, params.stationId)
      const [things, tell] = await Promise.all([
        listThings(read, kind, params.stationId),
        around(read, params.stationId),
      ])
      return { items: things.map((thing) => toView(thing, tell(thing.id))) }
    },
    get: async ({ params }: { params: { id: number } }) => answer(await getThing(read, kind, params.id)),
    add: async ({
      params,
      body: { name, ...facts },
      ...call
    }: { params: { stationId: number }; body: FactsOf[K] & { name: string } } & Caller) =>
      answer(await use.add(params.stationId, { name, facts: facts as unknown as FactsOf[K] }, byOf(call))),
    change: async ({
      params,
      body: { name, ...facts },
      ...call
    }: { params: { id: number }; body: { name?: string | undefined } } & Caller) =>
      answer(await use.change(params.id, { name, facts: sent(facts) as Partial<FactsOf[K]> }, byOf(call))),
    copy: async ({ params, body, ...call }: { params: { id: number }; body: { name: string } } & Caller) =>
      answer(await use.copy(params.id, body.name, byOf(call))),
    remove: async ({ params, ...call }: { params: { id: number } } & Caller) => {
      await removeThing(deps, kind)(params.id, byOf(call))
      return { removed: Number(params.id) }
    },
  }
}

export function shelfRoutesOf(deps: MusicRouteDeps): BoundRoute[] {
  return [
    ...bindRoutes(clockRoutes, handlersOf(deps, { kind: 'clock', toView: toClockView })),
    ...bindRoutes(categoryRoutes, handlersOf(deps, { kind: 'category', toView: toCategoryView })),
    ...bindRoutes(cartRoutes, handlersOf(deps, { kind: 'cart', toView: toCartView })),
    ...bindRoutes(daypartRoutes, handlersOf(deps, { kind: 'daypart', toView: toDaypartView })),
  ]
}
