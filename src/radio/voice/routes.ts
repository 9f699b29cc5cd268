import { assertVersion } from '../../kernel/etag.ts'
import { type BoundRoute, type Call, bindRoutes, isReceivedBody, withEtag } from '../../kernel/routes.ts'
import type { RouteSpec } from '../../kernel/contract.ts'
import { audioTypeOf } from '../../media/audio/content-type.ts'
import { getStation } from '../stations/index.ts'
import { addTake } from './add-take.ts'
import { chooseTake, removeTake, restoreTake, sendTake, trimTake } from './change-take.ts'
import { voiceRoutes } from './contract.ts'
import type { By, VoiceDeps } from './deps.ts'
import { findLinks } from './find-links.ts'
import { SENT_ENDING } from './make-audio.ts'
import type { Take } from './model.ts'
import { getRules, getTake, saveRules, type VoiceRules } from './store.ts'
import { toTakeView, toVoiceDayView } from './views.ts'

const NOTHING = new Uint8Array()

const byOf = ({ actor, request }: Pick<Call<RouteSpec>, 'actor' | 'request'>): By => ({
  actor: actor.id,
  name: actor.name,
  address: request.address,
})

type Handlers = Parameters<typeof bindRoutes<typeof voiceRoutes>>[1]

export const voiceRoutesOf = (deps: VoiceDeps): BoundRoute[] =>
  bindRoutes(voiceRoutes, { ...reading(deps), ...changing(deps), ...ruling(deps) })

async function deliveriesOf({ deliveries }: VoiceDeps, takes: readonly Take[]) {
  const ids = takes.flatMap(({ deliveryId }) => deliveryId ?? [])
  return new Map((await deliveries.list(ids)).map((one) => [Number(one.deliveryId), one]))
}

const viewOf = async (deps: VoiceDeps, take: Take) =>
  withEtag(toTakeView(take, await deliveriesOf(deps, [take])), String(take.version))

function reading(deps: VoiceDeps): Pick<Handlers, 'day' | 'get' | 'audio'> {
  const { read } = deps.db
  return {
    day: async ({ params: { stationId, airDate } }) => {
      const station = await getStation(read, stationId)
      const day = await findLinks(deps, stationId, airDate)
      const takes = [...day.links.flatMap((link) => link.takes), ...day.withoutPlace]
      const deliveries = await deliveriesOf(deps, takes)
      const { targetLufs } = await getRules(read, stationId)
      return toVoiceDayView(day, { station, airDate, deliveries, targetLufs, canKeep: deps.audio.isThere })
    },
    get: async ({ params }) => viewOf(deps, await getTake(read, params.takeId)),
    audio: async ({ params, query }) => {
      const { source, audio } = await getTake(read, params.takeId)
      const [hash, ending] = query.form === 'sent' ? [audio.hash, SENT_ENDING] : [source.hash, source.ending]
      const relPath = deps.files.relPathOf(hash, ending)
      const contentType = ending === 'webm' ? 'audio/webm' : audioTypeOf(relPath)
      return { contentType, data: { folder: deps.files.folder, relPath }, cacheControl: 'private, no-store' }
    },
  }
}

type Changing = 'add' | 'change' | 'choose' | 'send' | 'remove' | 'restore'

function changing(deps: VoiceDeps): Pick<Handlers, Changing> {
  const [add, trim, choose] = [addTake(deps), trimTake(deps), chooseTake(deps)]
  const [send, remove, restore] = [sendTake(deps), removeTake(deps), restoreTake(deps)]
  return {
    add: async ({ params, query, body, signal, ...call }) => {
      const bytes = isReceivedBody(body) ? body.bytes : NOTHING
      return viewOf(deps, await add({ ...params, ...query, bytes }, { by: byOf(call), signal }))
    },
    change: async ({ params, body, signal, ...call }) => {
      const { ifMatch } = call.request
      return viewOf(deps, await trim(params.takeId, body, { by: byOf(call), ifMatch, signal }))
    },
    choose: ({ params, ...call }) => choose(params.takeId, { by: byOf(call) }),
    send: ({ params, ...call }) => send(params.takeId, { by: byOf(call) }),
    remove: async ({ params, ...call }) => viewOf(deps, await remove(params.takeId, { by: byOf(call) })),
    restore: async ({ params, ...call }) => viewOf(deps, await restore(params.takeId, { by: byOf(call) })),
  }
}

const toRules = ({ targetLufs, version }: VoiceRules) =>
  withEtag({ targetLufs, etag: String(version) }, String(version))

function ruling(deps: VoiceDeps): Pick<Handlers, 'rules' | 'changeRules'> {
  const { db, audit } = deps
  return {
    rules: async ({ params: { stationId } }) => {
      await getStation(db.read, stationId)
      return toRules(await getRules(db.read, stationId))
    },
    changeRules: async ({ params: { stationId }, body, ...call }) => {
      await getStation(db.read, stationId)
      return db.tx(async (tx) => {
        const before = await getRules(tx, stationId)
        assertVersion(call.request.ifMatch, String(before.version))
        await saveRules(tx, stationId, { ...body, version: before.version })
        const { actor, address } = byOf(call)
        const details = { from: before.targetLufs, to: body.targetLufs }
        await audit.append(tx, {
          actor,
          address,
          action: 'radio.voice.ruled',
          subject: `station:${stationId}`,
          details,
        })
        return toRules(await getRules(tx, stationId))
      })
    },
  }
}
