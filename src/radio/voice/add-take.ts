import { rm, writeFile } from 'node:fs/promises'
import type { Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { clockAt } from '../../kernel/time.ts'
import { containerOf } from '../../media/audio/container.ts'
import { getLogOfDay, listEntries, type Log, type LogEntry } from '../logs/index.ts'
import { getStation } from '../stations/index.ts'
import type { By, VoiceDeps } from './deps.ts'
import { isLink, titleOfLink } from './find-links.ts'
import { assertTrim, makeAudio, measureRecording } from './make-audio.ts'
import { type Recording, type Take, TAKE_LONGEST_MS, TAKE_SHORTEST_MS, type TakeAudio, takesOfPlaces } from './model.ts'
import { getRules, insertTake, listTakes } from './store.ts'
import { tellTake } from './tell-take.ts'

export interface TakeWish {
  stationId: number
  airDate: string
  entryId: number
  bytes: Uint8Array
  /** Of the recording; all of it unless said. */
  trimInMs?: number | undefined
  trimOutMs?: number | undefined
  musicInMs?: number | undefined
}

/**
 * Keeps a recording as another take of a link, ready to be sent. It is on the disk when this returns, and stays there. The
 * same recording for the same link again is the take that it already is.
 * @throws NotFoundError, InvalidInputError `radio/take-…`, `radio/trim-outside-take`
 */
export function addTake(deps: VoiceDeps) {
  return async (wish: TakeWish, { by, signal }: { by: By; signal: AbortSignal }): Promise<Take> => {
    const place = await placeOf(deps, wish)
    const container = containerOf(wish.bytes)
    if (container === undefined)
      throw new InvalidInputError('radio/take-not-audio', { status: 415, params: { name: place.title } })
    const path = await deps.files.beginFile()
    try {
      await writeFile(path, wish.bytes, { mode: 0o640 })
      const made = await recordingOf(deps, { path, container, place, wish }, signal)
      const take = await deps.db.tx(async (tx) => putTake(deps, tx, { wish, place, made, by }))
      return take
    } finally {
      await rm(path, { force: true })
    }
  }
}

interface Place {
  log: Log
  entry: LogEntry
  title: string
  stationName: string
}

async function placeOf({ db }: VoiceDeps, { stationId, airDate, entryId }: TakeWish): Promise<Place> {
  const { name: stationName } = await getStation(db.read, stationId)
  const log = await getLogOfDay(db.read, stationId, airDate)
  const entries = await listEntries(db.read, log.logId)
  const entry = entries.find((one) => one.entryId === entryId)
  if (entry === undefined) throw new NotFoundError('radio/no-such-entry', { params: { entryId } })
  if (!isLink(entry)) throw new ConflictError('radio/not-a-link', { params: { title: entry.title } })
  return { log, entry, title: titleOfLink(entries, entry), stationName }
}

interface Made {
  source: Recording
  audio: TakeAudio
  trimInMs: number
  trimOutMs: number
}

interface Received {
  path: string
  container: { demuxer: string; ending: string }
  place: Place
  wish: TakeWish
}

async function recordingOf(
  deps: VoiceDeps,
  { path, container, place, wish }: Received,
  signal: AbortSignal,
): Promise<Made> {
  const { demuxer, ending } = container
  const file = { path, demuxer, name: place.title }
  const measured = await measureRecording(deps, file, signal)
  assertLength(measured.lengthMs)
  const trim = { trimInMs: wish.trimInMs ?? 0, trimOutMs: wish.trimOutMs ?? measured.lengthMs }
  assertTrim(trim, measured.lengthMs)
  const { targetLufs } = await getRules(deps.db.read, wish.stationId)
  const tags = tagsOf(place)
  const audio = await makeAudio(deps, { ...file, ...trim, targetLufs, tags }, signal)
  const hash = await deps.files.keep(path, ending)
  return { source: { ...measured, hash, ending }, audio, ...trim }
}

function assertLength(lengthMs: number): void {
  const [seconds, least, most] = [lengthMs, TAKE_SHORTEST_MS, TAKE_LONGEST_MS].map((ms) => ms / 1000)
  if (lengthMs < TAKE_SHORTEST_MS)
    throw new InvalidInputError('radio/take-too-short', {
      status: 422,
      params: { seconds: seconds ?? 0, least: least ?? 0 },
    })
  if (lengthMs > TAKE_LONGEST_MS)
    throw new InvalidInputError('radio/take-too-long', {
      status: 422,
      params: { seconds: seconds ?? 0, most: most ?? 0 },
    })
}

/** How the library calls it: the day and the hour tell links of a name apart. */
export function tagsOf({ log, entry, title, stationName }: Place): { title: string; artist: string } {
  const clock = clockAt(entry.startsAt, log.timeZone).local.slice(11, 16)
  return { title: `${title}, ${log.airDate} ${clock}`, artist: stationName }
}

async function putTake(
  deps: VoiceDeps,
  tx: Tx,
  { wish, place, made, by }: { wish: TakeWish; place: Place; made: Made; by: By },
): Promise<Take> {
  const { stationId, airDate } = wish
  await lockInTx(tx, `radio.voice:${stationId}:${airDate}`)
  const { entryId, slotKey, lengthMs, trackId } = place.entry
  const all = await listTakes(tx, stationId, airDate)
  const others = takesOfPlaces([{ entryId, slotKey }], all).byEntry.get(entryId) ?? []
  const same = others.find(({ source, removedAt }) => removedAt === null && source.hash === made.source.hash)
  if (same !== undefined) return same
  const now = deps.clock.now()
  const take = await insertTake(tx, {
    stationId,
    airDate,
    slotKey,
    entryId,
    number: Math.max(0, ...others.map(({ number }) => number)) + 1,
    title: tagsOf(place).title,
    wantedMs: trackId === null ? lengthMs || null : (others.at(-1)?.wantedMs ?? null),
    ...made,
    musicInMs: wish.musicInMs ?? null,
    madeBy: by.actor,
    madeByName: by.name,
    madeAt: now,
    changedAt: now,
    version: 1,
    isChosen: false,
    sendRound: 1,
    deliveryId: null,
    connectionId: null,
    trackId: null,
    failed: null,
    removedAt: null,
  })
  await tellTake(deps, tx, { what: 'made', take, by })
  return take
}
