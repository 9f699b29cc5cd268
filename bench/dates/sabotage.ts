import { chooseCaptureDate } from '../../src/media/capture-date/choose.ts'
import type { CaptureDateFinding, DateCandidates } from '../../src/media/capture-date/model.ts'

type Choose = typeof chooseCaptureDate

/** Deliberate mistakes that others make; each must turn the bench red. */
export const SABOTAGES: Readonly<Record<string, Choose>> = {
  /** Takes the first date that is written anywhere, as most readers hand it out. */
  'trust-junk': (found, context) => {
    const first = found.candidates[0]
    if (first === undefined) return chooseCaptureDate(found, context)
    return { date: { local: first.value, precision: 'second', source: first.source }, refused: [] }
  },
  /** Files by the day in UTC. */
  'utc-folder': (found, context) =>
    withDate(chooseCaptureDate(found, context), (date) => ({
      ...date,
      local: new Date(date.instant ?? 0).toISOString().slice(0, 19),
    })),
  /** Knows no local date of a film's, as readers that only look at the header. */
  'skip-offset': (found, context) =>
    chooseCaptureDate(without(found, ['quicktime.creationdate', 'quicktime.day']), context),
  /** Goes by the time of the file. */
  'mtime-first': (found, context) =>
    chooseCaptureDate({ ...found, candidates: found.candidates.filter(({ source }) => source === 'mtime') }, context),
}

function withDate(
  finding: CaptureDateFinding,
  change: (date: NonNullable<CaptureDateFinding['date']>) => CaptureDateFinding['date'],
): CaptureDateFinding {
  return finding.date?.instant === undefined ? finding : { ...finding, date: change(finding.date) }
}

function without(found: DateCandidates, sources: readonly string[]): DateCandidates {
  return { ...found, candidates: found.candidates.filter(({ source }) => !sources.includes(source)) }
}
