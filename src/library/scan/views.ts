import { instant, instantOrNull, type Said } from '../../kernel/contract.ts'
import type { Params } from '../../kernel/errors.ts'
import { hasWords, say, sayCode } from '../../kernel/words.ts'
import type { FolderView, NoteView, ScanView, UnknownFileView } from './contract.ts'
import { type Counts, type FolderWord, parseWord, SCAN_PHASES, type ScanPhase } from './model.ts'
import type { listNotes, Scan } from './store.ts'
import type { findFolder, listUnknownFiles } from './words/store.ts'

type Rows<Read extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<Read>>

export function toScanView(
  scan: Scan,
  { counts, libraryName, live }: { counts: Counts; libraryName: string; live: number },
): ScanView {
  return {
    scanId: scan.scanId,
    libraryId: scan.libraryId,
    libraryName,
    runId: scan.runId,
    mode: scan.mode,
    folder: scan.options.folder,
    steps: scan.options.steps,
    phase: scan.phase,
    phases: SCAN_PHASES.filter((phase) => isWanted(scan, phase)).map((phase) =>
      phaseView(scan, phase, { counts, live }),
    ),
    counts: { ...counts },
    outcome: scan.outcome,
    reason:
      scan.reason === null
        ? null
        : { ...sayCode(scan.reason.code, scan.reason.params ?? {}), params: { ...scan.reason.params } },
    actor: scan.actor,
    startedAt: instant(scan.startedAt),
    endedAt: instantOrNull(scan.endedAt),
  }
}

function isWanted({ options: { steps } }: Scan, phase: ScanPhase): boolean {
  if (phase === 'caching') return steps.cache
  if (phase === 'enriching') return steps.enrich
  return phase === 'publishing' ? steps.publish : true
}

/** @param live jobs of other rooms that have not ended */
function phaseView(
  scan: Scan,
  phase: ScanPhase,
  { counts, live }: { counts: Counts; live: number },
): ScanView['phases'][number] {
  const times = scan.phases[phase]
  const count = (name: keyof Counts): number => counts[name] ?? 0
  const [done, total] =
    phase === 'discovering'
      ? [count('folders.found'), null]
      : phase === 'reading'
        ? [count('folders.read') + count('folders.failed'), counts['folders.queued'] ?? null]
        : followed(phase, { counts, live: scan.phase === phase ? live : 0 })
  return {
    phase,
    state: times === undefined ? 'waiting' : times.endedAt === null ? 'running' : 'ended',
    startedAt: instantOrNull(times?.startedAt ?? null),
    endedAt: instantOrNull(times?.endedAt ?? null),
    done,
    total,
  }
}

function followed(
  phase: 'caching' | 'enriching' | 'publishing',
  { counts, live }: { counts: Counts; live: number },
): [number, number | null] {
  const titles = counts[`${phase}.queued`] ?? null
  // Titles in some jobs; how many of them a job has done is not told.
  const share = live / Math.max(1, counts[`${phase}.jobs`] ?? 0)
  return [Math.max(0, Math.round((titles ?? 0) * (1 - share))), titles]
}

/** A reason in words; `problem` among its params is an error or errno. */
export function sayReason(code: string, params: Params): Said {
  const problem = params['problem']
  const shown = typeof problem === 'string' && hasWords(`error.${problem}`) ? sayCode(problem, params).text : problem
  const filled = problem === undefined ? params : { ...params, problem: shown ?? '' }
  const key = `reason.${code}`
  return {
    code,
    params: { ...params },
    text: say(key, filled),
    ...(hasWords(`${key}.why`, filled) ? { why: say(`${key}.why`, filled) } : {}),
    ...(hasWords(`${key}.todo`, filled) ? { todo: say(`${key}.todo`, filled) } : {}),
  }
}

export const toNoteView = (row: Rows<typeof listNotes>[number]): NoteView => ({
  noteId: row.id,
  level: row.level,
  says: sayReason(row.code, JSON.parse(row.params) as Params),
  folderId: row.folder_id,
  titleId: row.title_id,
  at: instant(row.at),
})

export const toUnknownFileView = (row: Rows<typeof listUnknownFiles>[number]): UnknownFileView => ({
  fileId: row.id,
  libraryId: row.library_id,
  folderId: row.folder_id,
  titleId: row.title_id,
  title: row.title,
  relPath: row.rel_path,
  kind: row.kind,
  use: row.use,
  size: row.size,
  modifiedAt: instant(row.mtime_ms),
  firstSeenAt: instant(row.first_seen_at),
})

export const toFolderView = (row: NonNullable<Rows<typeof findFolder>>): FolderView => ({
  folderId: row.id,
  libraryId: row.library_id,
  relPath: row.rel_path,
  state: row.state,
  reason: row.reason_code === null ? null : sayReason(row.reason_code, JSON.parse(row.reason_params ?? '{}') as Params),
  said: row.said === null ? null : withoutSpoken(parseWord(row.said)),
  readAt: instantOrNull(row.read_at),
  missingSince: instantOrNull(row.missing_since),
})

function withoutSpoken(word: FolderWord): NonNullable<FolderView['said']> {
  const { spoken: _, ...said } = word
  return said
}
