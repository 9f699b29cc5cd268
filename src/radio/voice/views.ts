import type { Delivery } from '../../deliveries/index.ts'
import { instant, instantOrNull } from '../../kernel/contract.ts'
import { sayCode } from '../../kernel/words.ts'
import type { Station } from '../stations/index.ts'
import type { LinkView, NeighbourView, TakeView, VoiceDayView } from './contract.ts'
import type { Link, LinksOfDay, Neighbour } from './find-links.ts'
import type { Take } from './model.ts'

type Deliveries = ReadonlyMap<number, Pick<Delivery, 'state' | 'reason'>>

export function toTakeView(take: Take, deliveries: Deliveries): TakeView {
  const delivery = take.deliveryId === null ? undefined : deliveries.get(take.deliveryId)
  const why = take.failed ?? (delivery?.state === 'verified' ? null : (delivery?.reason ?? null))
  return {
    takeId: take.takeId,
    number: take.number,
    title: take.title,
    recordingMs: take.source.lengthMs,
    recordingLufs: take.source.lufs,
    recordingPeakDb: take.source.peakDb,
    peaks: [...take.source.peaks],
    trimInMs: take.trimInMs,
    trimOutMs: take.trimOutMs,
    musicInMs: take.musicInMs,
    lengthMs: take.audio.lengthMs,
    lufs: take.audio.lufs,
    peakDb: take.audio.peakDb,
    targetLufs: take.audio.targetLufs,
    wantedMs: take.wantedMs,
    isChosen: take.isChosen,
    state: stateOf(take, delivery),
    delivery:
      delivery === undefined || take.deliveryId === null
        ? null
        : { deliveryId: take.deliveryId, state: delivery.state },
    md5: take.audio.md5,
    trackId: take.trackId,
    problem: why === null ? null : sayCode(why.code, why.params),
    madeBy: take.madeByName,
    madeAt: instant(take.madeAt),
    removedAt: instantOrNull(take.removedAt),
    etag: String(take.version),
  }
}

function stateOf(take: Take, delivery: Pick<Delivery, 'state'> | undefined): TakeView['state'] {
  if (take.failed !== null || delivery?.state === 'rejected') return 'failed'
  if (delivery === undefined) return take.isChosen ? 'waiting' : 'kept'
  if (delivery.state === 'undone') return 'kept'
  if (delivery.state === 'verified' && take.trackId !== null) return 'verified'
  return delivery.state === 'sending' ? 'sending' : 'waiting'
}

function stateOfLink({ entry, takes }: Link, views: readonly TakeView[]): LinkView['state'] {
  const chosen = views.find(({ isChosen }) => isChosen)
  if (chosen?.state === 'failed') return 'failed'
  if (chosen !== undefined)
    return entry.trackId === chosen.trackId && entry.trackId !== null ? 'verified' : 'not-verified'
  if (entry.trackId !== null) return 'verified'
  return takes.some(({ removedAt }) => removedAt === null) ? 'not-chosen' : 'to-record'
}

const toNeighbourView = ({ entry, startsAt, endsAt, introMs, isKnown }: Neighbour): NeighbourView => ({
  what: entry.what,
  typeCode: entry.typeCode,
  title: entry.title,
  artist: entry.artist,
  trackId: entry.trackId,
  startsAt: instant(startsAt),
  lengthMs: endsAt - startsAt,
  cueInMs: entry.cueInMs,
  cueOutMs: entry.cueOutMs,
  introMs,
  isKnown,
})

function toLinkView(link: Link, deliveries: Deliveries): LinkView {
  const takes = link.takes.map((take) => toTakeView(take, deliveries))
  return {
    entryId: link.entry.entryId,
    title: link.title,
    startsAt: instant(link.startsAt),
    lengthMs: link.entry.lengthMs,
    isInLog: link.entry.trackId !== null,
    state: stateOfLink(link, takes),
    notes: link.notes,
    before: link.before === null ? null : toNeighbourView(link.before),
    after: link.after === null ? null : toNeighbourView(link.after),
    takes,
  }
}

export const toVoiceDayView = (
  { log, links, withoutPlace }: LinksOfDay,
  {
    station,
    airDate,
    deliveries,
    targetLufs,
    canKeep,
  }: {
    station: Station
    airDate: string
    deliveries: Deliveries
    targetLufs: number
    canKeep: boolean
  },
): VoiceDayView => ({
  stationId: station.stationId,
  stationName: station.name,
  airDate,
  timeZone: log?.timeZone ?? station.timeZone,
  logId: log?.logId ?? null,
  links: links.map((link) => toLinkView(link, deliveries)),
  withoutPlace: withoutPlace.map((take) => toTakeView(take, deliveries)),
  targetLufs,
  canKeep,
})
