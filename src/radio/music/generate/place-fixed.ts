import type { ClockSlot } from '../clocks/contract.ts'
import type { Choice } from './choose.ts'
import { aboutWhen } from './desk.ts'
import { type Bounds, jump } from './fill.ts'
import { type HourWork, keysOf, leaveOut, nextKey, put, putTrack } from './place.ts'
import { reasonOf } from './reasons.ts'
import type { ChosenSpot, SpotWish } from './spots.ts'

type TrackSlot = Extract<ClockSlot, { kind: 'track' }>
type VoiceSlot = Extract<ClockSlot, { kind: 'voice' }>
type SpotsSlot = Extract<ClockSlot, { kind: 'spots' }>
type NoteSlot = Extract<ClockSlot, { kind: 'note' }>

/** A slot of one item whose length is known: it is never cut. */
interface Fixed {
  lengthMs: number
  putAt(startsAt: number): void
}

/** Undefined for what needs no place: it is kept, or its track is gone. */
export function fixedOf(work: HourWork, slot: TrackSlot | VoiceSlot | NoteSlot): Fixed | undefined {
  const slotKey = keysOf(work, slot, 1)[0]
  if (slotKey === undefined) return undefined
  switch (slot.kind) {
    case 'track':
      return trackOf(work, slot, slotKey)
    case 'voice':
      return {
        lengthMs: slot.lengthMs,
        putAt: (startsAt) => put(work, slot, { ...voiceFacts(slot), slotKey, startsAt }),
      }
    case 'note':
      return { lengthMs: 0, putAt: (startsAt) => put(work, slot, { ...noteFacts(slot), slotKey, startsAt }) }
  }
}

function trackOf(work: HourWork, slot: TrackSlot, slotKey: string): Fixed | undefined {
  const candidate = work.desk.candidates.byId.get(slot.trackId)
  if (candidate === undefined) {
    leaveOut(work, slotKey, 'music-track-gone')
    return undefined
  }
  const { lengthMs } = candidate
  return {
    lengthMs,
    putAt(startsAt) {
      const breach = work.desk.separation.breach(candidate.facts, startsAt, work.hour)
      const broken = breach === undefined ? [] : [breach.reason]
      const choice: Choice = {
        candidate,
        startsAt,
        lengthMs,
        why: { chose: reasonOf('music-fixed'), blocked: [], broken },
      }
      putTrack(work, slot, { ...choice, slotKey, pool: undefined })
    },
  }
}

const NOTHING = { trackId: null, artist: '', cueInMs: 0, orderId: null, copyId: null } as const

const voiceFacts = ({ lengthMs }: VoiceSlot) => ({
  ...NOTHING,
  lengthMs,
  what: 'voice' as const,
  typeCode: 'VOT' as const,
  title: '',
  cueOutMs: lengthMs,
  source: 'tracker' as const,
  why: { chose: reasonOf('music-voice-slot'), blocked: [], broken: [] },
})

const noteFacts = ({ text }: NoteSlot) => ({
  ...NOTHING,
  lengthMs: 0,
  what: 'note' as const,
  typeCode: null,
  title: text,
  cueOutMs: 0,
  source: 'template' as const,
  why: { chose: reasonOf('music-note'), blocked: [], broken: [] },
})

export function placeFixed(work: HourWork, slot: TrackSlot | VoiceSlot | NoteSlot, bounds: Bounds): void {
  const fixed = fixedOf(work, slot)
  if (fixed === undefined) return
  const { timeline } = work.desk
  const last = bounds.isWall ? bounds.endsAt : work.hour.endsAt
  for (;;) {
    work.cursor = timeline.freeAt(work.cursor)
    if (work.cursor >= last) return leaveOut(work, `${work.hour.name}:${slot.slotId}#1`, 'music-no-room')
    const wall = timeline.wallAfter(work.cursor)
    if (work.cursor + fixed.lengthMs <= wall) {
      fixed.putAt(work.cursor)
      work.cursor += fixed.lengthMs
      return
    }
    if (wall >= last) return leaveOut(work, `${work.hour.name}:${slot.slotId}#1`, 'music-no-room')
    jump(work, bounds, wall)
  }
}

/** What an avail may still take: without what is kept in it. */
export function spotWish(work: HourWork, slot: SpotsSlot, { at, roomMs }: { at: number; roomMs: number }): SpotWish {
  const kept = Array.from({ length: slot.units }, (_, index) => `${work.hour.name}:${slot.slotId}#${index + 1}`)
  const units = kept.filter((key) => !work.desk.keptKeys.has(key)).length
  const about = aboutWhen(work.slots, slot, work.hour)
  return { hour: work.hour, about, at, units, roomMs: Math.max(0, Math.min(slot.maxMs, roomMs)) }
}

export function placeSpots(work: HourWork, slot: SpotsSlot, bounds: Bounds): void {
  const { timeline, spots } = work.desk
  const last = bounds.isWall ? bounds.endsAt : work.hour.endsAt
  for (;;) {
    work.cursor = timeline.freeAt(work.cursor)
    if (work.cursor >= last) return
    const wall = timeline.wallAfter(work.cursor)
    const isEnd = bounds.isWall && wall === bounds.endsAt
    const roomMs = wall - work.cursor - (isEnd ? bounds.reserveMs : 0)
    const wish = spotWish(work, slot, { at: work.cursor, roomMs })
    const wanted = spots.estimate({ ...wish, roomMs: slot.maxMs })
    if (wanted <= wish.roomMs || wall >= last) {
      for (const one of spots.take(wish)) work.cursor = putSpot(work, slot, one)
      return
    }
    jump(work, bounds, wall)
  }
}

/** @returns where it ends */
export function putSpot(work: HourWork, slot: SpotsSlot, { spot, startsAt, lengthMs, blocked }: ChosenSpot): number {
  put(work, slot, {
    slotKey: nextKey(work, slot),
    startsAt,
    lengthMs,
    what: 'spot',
    typeCode: 'ADV',
    trackId: spot.trackId,
    title: spot.title,
    artist: spot.sponsor ?? '',
    cueInMs: 0,
    cueOutMs: Math.min(spot.lengthMs, lengthMs),
    source: 'traffic',
    orderId: spot.orderId,
    copyId: spot.copyId,
    why: { chose: reasonOf('music-order-due', { order: spot.orderId, priority: spot.priority }), blocked, broken: [] },
  })
  return startsAt + lengthMs
}
