import type { Reader } from '../../db/db.ts'
import { clockAt, dayAt } from '../../kernel/time.ts'
import type { Station } from '../stations/index.ts'
import type { ListedPlay, PlayoutHistory, ToldPlay } from './ports.ts'
import { type Keeping, listKnown, type Play } from './store.ts'

/** A history that is longer is read by stretches of time where that does. */
const LONG_HISTORY = 20_000
/** More plays than these are cheaper in the whole list. */
const ONE_BY_ONE_MOST = 300

export interface Span {
  from: number
  to: number
}

export interface Asked {
  history: PlayoutHistory
  station: Station
  connectionId: number
  keeping: Keeping
  span: Span
  /** Nobody named the range: what was written late, for a day that is known, is taken with it. */
  isRegular: boolean
  /** Days of which something is known. */
  knownDays: ReadonlySet<string>
}

export interface Answered {
  /** What the playout says of plays of the range, of known ones that moved, and of late ones. */
  told: ToldPlay[]
  /** Those of ours that it may be about, by their number there. */
  known: Map<number, Play>
  /** Ours, and not there any more. */
  gone: Play[]
  /** Known, and the same as before. */
  sameCount: number
  /** Of plays without a track. */
  names: ReadonlyMap<number, { title: string; artist: string }>
  /** Null when only a part was read. */
  rowsThere: number | null
}

const isIn = ({ from, to }: Span, { startsAt }: Pick<ToldPlay, 'startsAt'>): boolean =>
  startsAt >= from && startsAt < to
const isOurs = (play: Play, span: Span): boolean => play.vanishedAt === null && isIn(span, play)

/** @throws what the playout answers; an answer that has nothing is the only nothing */
export async function readHistory(reader: Reader, asked: Asked, signal: AbortSignal): Promise<Answered> {
  const { keeping, connectionId } = asked
  const isLong = keeping.connectionId === connectionId && (keeping.rowsThere ?? 0) > LONG_HISTORY
  return (isLong ? await readPart(reader, asked, signal) : undefined) ?? (await readWhole(reader, asked, signal))
}

async function readWhole(reader: Reader, asked: Asked, signal: AbortSignal): Promise<Answered> {
  const { history, station, span } = asked
  const all = await history.listAll(signal)
  const ids = new Set(all.map(({ historyId }) => historyId))
  const wanted = all.filter((play) => isIn(span, play) || isLate(play, asked))
  const known = await listKnown(
    reader,
    { ...asked, stationId: station.stationId },
    { historyIds: wanted.map(({ historyId }) => historyId), span },
  )
  const told = all.filter((play) => known.has(play.historyId) || isIn(span, play) || isLate(play, asked))
  const isNameless = told.some(({ trackId, historyId }) => trackId === null && !known.has(historyId))
  return {
    told,
    known,
    gone: [...known.values()].filter((play) => isOurs(play, span) && !ids.has(play.historyId)),
    sameCount: 0,
    names: isNameless ? await history.listNames(signal) : new Map<number, never>(),
    rowsThere: all.length,
  }
}

function isLate({ historyId, startsAt }: ToldPlay, { isRegular, keeping, station, knownDays }: Asked): boolean {
  if (!isRegular || historyId <= (keeping.highestHistoryId ?? Number.POSITIVE_INFINITY)) return false
  return knownDays.has(dayAt(startsAt, station.timeZone))
}

/** The numbers of the range from the older feed, and each play that is new or another by its number, with its instant. */
async function readPart(reader: Reader, asked: Asked, signal: AbortSignal): Promise<Answered | undefined> {
  const { history, station, span } = asked
  const listed = new Map((await history.listBetween(span, signal)).map((play) => [play.historyId, play]))
  const known = await listKnown(
    reader,
    { ...asked, stationId: station.stationId },
    { historyIds: [...listed.keys()], span },
  )
  const fresh = [...listed.values()].filter((play) => !isSame(known.get(play.historyId), play, station.timeZone))
  const unlisted = [...known.values()].filter((play) => isOurs(play, span) && !listed.has(play.historyId))
  if (fresh.length + unlisted.length > ONE_BY_ONE_MOST) return undefined
  const told: ToldPlay[] = []
  for (const { historyId } of fresh) {
    const play = await history.find(historyId, signal)
    if (play !== undefined) told.push(play)
  }
  const gone: Play[] = []
  for (const play of unlisted) {
    const moved = await history.find(play.historyId, signal)
    if (moved === undefined) gone.push(play)
    else told.push(moved)
  }
  return { told, known, gone, sameCount: listed.size - fresh.length, names: listed, rowsThere: null }
}

function isSame(known: Play | undefined, { localStart, localEnd }: ListedPlay, timeZone: string): boolean {
  if (known === undefined || known.vanishedAt !== null) return false
  const local = (at: number): string => clockAt(at, timeZone).local.slice(0, 19)
  return local(known.startsAt) === localStart && (known.endsAt === null ? null : local(known.endsAt)) === localEnd
}
