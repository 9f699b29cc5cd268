import { AppError } from '../../kernel/errors.ts'
import type { AudioLook, Look, OpenedCms, Symptoms, Why } from './model.ts'
import type { CheckedFile, CheckedRow, CheckedWindow, Door, PlayoutCheckup, Span } from './ports.ts'

export interface Asked {
  station: Symptoms['station']
  connection: Symptoms['connection']
  playout: PlayoutCheckup
  cms: readonly OpenedCms[]
  now(): number
  signal: AbortSignal
  /** For all questions together; 45 s unless said. */
  limitMs?: number
}

const DAY_MS = 86_400_000
/** All questions together: a proxy before us gives up after a minute. */
const TOGETHER_MS = 45_000
/** So many files are asked for one by one. */
const ASKED_MOST = 200
const AT_ONCE = 4
const FAR_BACK_MS = DAY_MS

/** Asks everything that the rules look at. Nothing is changed anywhere; what fails is a look that is not known. */
export async function collectSymptoms(asked: Asked): Promise<Symptoms> {
  const { station, connection, playout, cms, signal, limitMs = TOGETHER_MS } = asked
  const at = asked.now()
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  const look = lookWith({ limited, outer: signal, limitMs })
  const door = await look((on) => playout.door(on))
  const span = { from: at, to: at + DAY_MS }
  // Whoever does not answer as the service is not asked on: each answer would be the same.
  const behind = <T>(ask: (on: AbortSignal) => Promise<T>): Promise<Look<T>> => afterDoor(door, () => look(ask))
  const [key, uploadDoor, isNewEnough, timeZone, shows, windows, rights] = await Promise.all([
    behind((on) => playout.key(on)),
    behind((on) => playout.uploadDoor(on)),
    behind((on) => playout.isNewEnough(on)),
    behind((on) => playout.timeZone(on)),
    behind((on) => playout.listShows(on)),
    behind((on) => playout.listWindows(span, on)),
    Promise.all(cms.map(async (one) => ({ name: one.name, rights: await look((on) => one.rights(on)) }))),
  ])
  // Two long calls at once would only wait for each other.
  const files = await afterKey(key, () => look((on) => playout.listFiles(on)))
  const rows = await after(windows, (known) => look((on) => playout.listRows(rowSpan(known, span), on)))
  const ids = rows.isKnown ? idsIn(rows.value, at) : []
  const planned = files.isKnown ? byId(files.value) : await after(rows, () => plannedOf(playout, { ids, look }))
  const audio = await after(rows, () => audioOf(playout, { ids, look }))
  return {
    station,
    connection,
    at,
    span,
    door,
    key,
    uploadDoor,
    isNewEnough,
    timeZone,
    files,
    planned,
    shows,
    windows,
    rows,
    audio,
    cms: rights,
  }
}

type Ask = <T>(ask: (on: AbortSignal) => Promise<T>) => Promise<Look<T>>

interface Limits {
  limited: AbortSignal
  outer: AbortSignal
  limitMs: number
}

function lookWith({ limited, outer, limitMs }: Limits): Ask {
  return async (ask) => {
    try {
      return { isKnown: true, value: await ask(limited) }
    } catch (error) {
      outer.throwIfAborted()
      return { isKnown: false, why: whyOf(error, { limited, limitMs }) }
    }
  }
}

function whyOf(error: unknown, { limited, limitMs }: Omit<Limits, 'outer'>): Why {
  if (error instanceof AppError) return { code: error.code, params: error.params }
  if (limited.aborted) return { code: 'radio/checkup-took-too-long', params: { seconds: limitMs / 1000 } }
  throw error
}

async function afterDoor<T>(door: Look<Door>, ask: () => Promise<Look<T>>): Promise<Look<T>> {
  if (!door.isKnown) return door
  const { kind, host, status, said, movedTo } = door.value
  if (kind === 'api') return ask()
  if (kind === 'page') return { isKnown: false, why: { code: 'remote/web-page', params: { host, status, said } } }
  const params = { host, status, said: said === '' ? (movedTo ?? '') : said }
  return { isKnown: false, why: { code: 'remote/refused-it', params } }
}

const afterKey = <T>(key: Look<true>, ask: () => Promise<Look<T>>): Promise<Look<T>> => after(key, ask)

async function after<A, T>(before: Look<A>, ask: (value: A) => Promise<Look<T>>): Promise<Look<T>> {
  return before.isKnown ? ask(before.value) : before
}

/** What was on at the start of a window that is on now belongs to it, too. */
function rowSpan(windows: readonly CheckedWindow[], { from, to }: Span): Span {
  const begun = windows.filter(({ isCancelled }) => !isCancelled).map(({ startsAt }) => startsAt)
  return { from: Math.max(from - FAR_BACK_MS, Math.min(from, ...begun)), to }
}

const byId = (files: readonly CheckedFile[]): Symptoms['planned'] => ({
  isKnown: true,
  value: new Map(files.map((file) => [file.fileId, file])),
})

/** Files that will be heard, the soonest first. */
function idsIn(rows: readonly CheckedRow[], at: number): number[] {
  const coming = rows.filter(({ endsAt }) => endsAt > at).toSorted((a, b) => a.startsAt - b.startsAt)
  return [...new Set(coming.flatMap(({ fileId }) => (fileId === null ? [] : [fileId])))]
}

interface Several {
  ids: readonly number[]
  look: Ask
}

/** Where the whole library can't be had, what is planned is asked for one by one. */
async function plannedOf(playout: PlayoutCheckup, { ids, look }: Several): Promise<Symptoms['planned']> {
  if (ids.length > ASKED_MOST)
    return { isKnown: false, why: { code: 'radio/checkup-many-files', params: { count: ids.length - ASKED_MOST } } }
  const files = await eachOf(ids, (fileId) => look((on) => playout.findFile(fileId, on)))
  const failed = files.find((one) => !one.isKnown)
  if (failed !== undefined && !failed.isKnown) return failed
  return byId(files.flatMap((one) => (one.isKnown ? (one.value ?? []) : [])))
}

async function audioOf(playout: PlayoutCheckup, { ids, look }: Several): Promise<Look<AudioLook>> {
  const asked = ids.slice(0, ASKED_MOST)
  const looks = await eachOf(asked, (fileId) => look((on) => playout.hasAudio(fileId, on)))
  const failed = looks.find((one) => !one.isKnown)
  const gone = asked.filter((_, index) => {
    const one = looks[index]
    return one?.isKnown === true && !one.value
  })
  const unasked = failed === undefined || failed.isKnown ? undefined : failed.why
  return { isKnown: true, value: { gone: new Set(gone), unasked, leftOut: ids.length - asked.length } }
}

/** A few at a time, in order. */
async function eachOf<T>(ids: readonly number[], ask: (fileId: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  const queue = ids.entries()
  const worker = async (): Promise<void> => {
    for (const [index, fileId] of queue) answers[index] = await ask(fileId)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return answers
}
