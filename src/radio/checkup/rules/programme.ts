import type { Look, Rule, Seen, Symptoms, Verdict } from '../model.ts'
import type { CheckedFile, CheckedRow, CheckedShow, CheckedWindow } from '../ports.ts'
import {
  AUDIO_SHORT_MS,
  FADE_MS,
  hasCueOfADay,
  isCutShort,
  isExpected,
  lostOf,
  missing,
  NOTICED_MS,
  overrunOf,
  playedOf,
  silenceIn,
  slotOf,
} from './row-facts.ts'
import { found, given, lengthText, unknown, wall, WELL } from './verdicts.ts'

/** A window with its show, and what will be heard in it, by start. */
interface Planned {
  window: CheckedWindow
  show: CheckedShow | undefined
  rows: readonly CheckedRow[]
}

export interface Programme {
  windows: readonly Planned[]
  /** All that will be heard in them; what begins after its window has ended never is. */
  rows: readonly CheckedRow[]
  /** What the playout fetches, also of windows that are elsewhere. */
  fetched: readonly CheckedRow[]
}

const both = <A, B>(a: Look<A>, b: Look<B>): Look<[A, B]> =>
  !a.isKnown ? a : !b.isKnown ? b : { isKnown: true, value: [a.value, b.value] }

export function programmeOf({ windows, shows, rows, at }: Symptoms): Look<Programme> {
  const all = both(both(windows, shows), rows)
  if (!all.isKnown) return all
  const [[someWindows, someShows], someRows] = all.value
  const byId = new Map(someShows.map((show) => [show.showId, show]))
  const ofWindow = Map.groupBy(someRows, ({ windowId }) => windowId)
  const planned = someWindows
    .filter(({ isCancelled, endsAt }) => !isCancelled && endsAt > at)
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map((window): Planned => {
      const own = ofWindow.get(window.windowId) ?? []
      const heard = own.filter(({ startsAt }) => startsAt < window.endsAt)
      return { window, show: byId.get(window.showId), rows: heard.toSorted((a, b) => a.startsAt - b.startsAt) }
    })
  const endOf = new Map(someWindows.map(({ windowId, endsAt }) => [windowId, endsAt]))
  const fetched = someRows.filter(({ windowId, startsAt }) => startsAt < (endOf.get(windowId) ?? Infinity))
  return { isKnown: true, value: { windows: planned, rows: planned.flatMap((one) => one.rows), fetched } }
}

const nameOf = ({ show, window }: Planned): string => show?.name ?? `#${window.showId}`

/** The planned item in words: its show and its time. */
function placeOf(programme: Programme, row: CheckedRow, symptoms: Symptoms) {
  const planned = programme.windows.find(({ window }) => window.windowId === row.windowId)
  return { show: planned === undefined ? '' : nameOf(planned), at: wall(row.startsAt, symptoms), rowId: row.rowId }
}

const overProgramme = (symptoms: Symptoms, judge: (programme: Programme) => Verdict): Verdict =>
  given(programmeOf(symptoms), judge)

/** One row that the playout can't read keeps it from taking over anything that is planned. */
export const playoutBlocked: Rule = {
  code: 'playout-blocked',
  fault: null,
  judge: (symptoms) =>
    overProgramme(symptoms, (programme) => {
      const seen = programme.fetched
        .filter(({ endsAt }) => endsAt > symptoms.at)
        .flatMap((row): Seen[] => {
          const place = placeOf(programme, row, symptoms)
          if (!row.hasFadeIn || !row.hasFadeOut) return [{ code: 'no-fade', params: place }]
          return hasCueOfADay(row) ? [{ code: 'cue-of-a-day', params: place }] : []
        })
      return seen.length === 0 ? WELL : found('bad', seen, showAndTime(seen))
    }),
}

const showAndTime = (seen: readonly Seen[]) => ({
  show: String(seen[0]?.params['show'] ?? ''),
  at: String(seen[0]?.params['at'] ?? ''),
})

/** A show is on, and nothing is planned in it. */
export const showWithoutRows: Rule = {
  code: 'show-without-rows',
  fault: 'F14',
  judge: (symptoms) =>
    overProgramme(symptoms, ({ windows }) => {
      const seen = windows
        .filter((planned) => planned.rows.length === 0 && isExpected(planned, symptoms.at))
        .map((planned): Seen => {
          const { startsAt, endsAt } = planned.window
          const params = { show: nameOf(planned), at: wall(startsAt, symptoms), length: lengthText(endsAt - startsAt) }
          return { code: 'empty-show', params }
        })
      return seen.length === 0 ? WELL : found('bad', seen, showAndTime(seen))
    }),
}

/** The audio goes on, and the plan ends it: silence until the next item. */
export const cutShort: Rule = {
  code: 'cut-short',
  fault: 'F15',
  judge: (symptoms) =>
    overProgramme(symptoms, (programme) =>
      given(symptoms.planned, (files) => {
        const seen = programme.windows.flatMap(({ window, rows }) =>
          rows
            .filter((row) => row.endsAt > symptoms.at && isCutShort(row, window, files))
            .map((row): Seen => ({
              code: 'stops-after',
              params: {
                ...placeOf(programme, row, symptoms),
                played: lengthText(playedOf(row)),
                slot: lengthText(slotOf(row)),
              },
            })),
        )
        return seen.length === 0 ? WELL : found('bad', seen, showAndTime(seen))
      }),
    ),
}

/** What is heard goes on after its end, over what follows. */
export const overrun: Rule = {
  code: 'overrun',
  fault: 'F16',
  judge: (symptoms) =>
    overProgramme(symptoms, (programme) => {
      const coming = programme.rows.filter(({ endsAt }) => endsAt > symptoms.at)
      const long = coming
        .filter((row) => overrunOf(row) > 0)
        .map((row): Seen => ({
          code: 'runs-over',
          params: { ...placeOf(programme, row, symptoms), over: lengthText(overrunOf(row)) },
        }))
      const seen = [...long, ...overlapsIn(coming, programme, symptoms)]
      return seen.length === 0 ? WELL : found('bad', seen, showAndTime(seen))
    }),
}

function overlapsIn(rows: readonly CheckedRow[], programme: Programme, symptoms: Symptoms): Seen[] {
  const seen: Seen[] = []
  let last: CheckedRow | undefined
  for (const row of rows.toSorted((a, b) => a.startsAt - b.startsAt)) {
    if (last !== undefined && last.endsAt - row.startsAt > FADE_MS) {
      const { show: other } = placeOf(programme, last, symptoms)
      const params = { ...placeOf(programme, row, symptoms), other, over: lengthText(last.endsAt - row.startsAt) }
      seen.push({ code: 'two-at-once', params })
    }
    if (last === undefined || row.endsAt > last.endsAt) last = row
  }
  return seen
}

/** The audio is shorter or longer than the time that it has. */
export const lengthsDiffer: Rule = {
  code: 'lengths-differ',
  fault: 'F17',
  judge: (symptoms) =>
    overProgramme(symptoms, (programme) =>
      given(symptoms.planned, (files) => {
        const seen = programme.windows.flatMap((planned) =>
          isExpected(planned, symptoms.at) && planned.rows.length > 0
            ? lengthsIn(planned, { programme, files, symptoms })
            : [],
        )
        return seen.length === 0 ? WELL : found('warn', seen, showAndTime(seen))
      }),
    ),
}

interface Around {
  programme: Programme
  files: ReadonlyMap<number, CheckedFile>
  symptoms: Symptoms
}

function lengthsIn(planned: Planned, { programme, files, symptoms }: Around): Seen[] {
  const { window, rows } = planned
  const short = rows
    .filter((row) => row.endsAt > symptoms.at && silenceIn(row, files) > AUDIO_SHORT_MS)
    .map((row): Seen => ({
      code: 'audio-ends-early',
      params: { ...placeOf(programme, row, symptoms), silence: lengthText(silenceIn(row, files)) },
    }))
  const first = rows[0] as CheckedRow
  if (short.length > 0) return short
  // What a window holds after the time that was looked at is not known.
  const gap = gapIn({ ...window, endsAt: Math.min(window.endsAt, symptoms.span.to) }, programme.rows)
  if (gap !== undefined && gap.to > symptoms.at) {
    const params = { show: nameOf(planned), at: wall(gap.from, symptoms), silence: lengthText(gap.to - gap.from) }
    return [{ code: 'silence', params }]
  }
  const lostMs = rows.length === 1 ? lostOf(first, window, files) : 0
  if (lostMs <= NOTICED_MS) return []
  return [{ code: 'end-is-lost', params: { ...placeOf(programme, first, symptoms), lost: lengthText(lostMs) } }]
}

/** The first time in a window of which nothing is planned. */
function gapIn(
  { startsAt, endsAt }: CheckedWindow,
  rows: readonly CheckedRow[],
): { from: number; to: number } | undefined {
  let from = startsAt
  for (const row of rows.toSorted((a, b) => a.startsAt - b.startsAt)) {
    if (row.endsAt <= from || row.startsAt >= endsAt) continue
    if (row.startsAt - from > NOTICED_MS) return { from, to: row.startsAt }
    from = Math.max(from, row.endsAt)
  }
  return endsAt - from > NOTICED_MS ? { from, to: endsAt } : undefined
}

/** What is planned can't be heard: its file is not there. */
export const rowWithoutFile: Rule = {
  code: 'row-without-file',
  fault: 'F18',
  judge: (symptoms) =>
    overProgramme(symptoms, (programme) =>
      given(both(symptoms.planned, symptoms.audio), ([files, audio]) => {
        const seen = programme.rows
          .filter(({ endsAt }) => endsAt > symptoms.at)
          .flatMap((row): Seen[] => {
            const code = missing(row, files, audio.gone)
            if (code === undefined) return []
            const title = row.fileId === null ? '' : (files.get(row.fileId)?.title ?? '')
            return [{ code, params: { ...placeOf(programme, row, symptoms), title, fileId: row.fileId ?? 0 } }]
          })
        if (seen.length > 0) return found('bad', seen, showAndTime(seen))
        if (audio.unasked !== undefined) return unknown(audio.unasked)
        return audio.leftOut === 0
          ? WELL
          : unknown({ code: 'radio/checkup-many-files', params: { count: audio.leftOut } })
      }),
    ),
}
