import { InvalidInputError } from '../../../kernel/errors.ts'
import type { Editor, LogDeps } from '../deps.ts'
import { changeLog } from '../edit/edit-log.ts'
import { withTimes } from '../edit/write-log.ts'
import { listEntries } from '../entries-store.ts'
import { type Compared, compareEntries } from '../generate/compare-entries.ts'
import type { DraftEntry, Log, LogEntry } from '../model.ts'
import { getLog } from '../read/get-log.ts'
import type { LogTemplate } from './contract.ts'
import { type DraftedLines, draftLines, importKey, type WrongLine } from './draft-lines.ts'
import { mergeImport } from './merge-import.ts'
import { readOwnCsv, readOwnJson } from './own-format.ts'
import { readLines, textOf } from './read-lines.ts'
import { getTemplate } from './templates.ts'

export interface ImportWish {
  bytes: Uint8Array
  /** `csv`, `json`, or the id of a template. */
  format: string
  mode: 'replace' | 'whole'
  isDryRun: boolean
  /** The other lines are imported when some are wrong. */
  leavesOut: boolean
  by: Editor
  ifMatch: string | undefined
  signal: AbortSignal
}

export interface Imported {
  log: Log
  isChanged: boolean
  compared: Compared
  lines: number
  wrong: WrongLine[]
}

interface ReadFile extends DraftedLines {
  lines: number
  merge(before: readonly LogEntry[]): readonly DraftEntry[]
}

/**
 * Brings a file into a log, as one revision. A dry run, and one with wrong lines that are not left out, write nothing.
 * The same file again is no change.
 * @throws InvalidInputError for what is no such file, ConflictError `radio/log-locked`, `request/version-…`
 */
export function importLog(deps: LogDeps) {
  return async (logId: number, wish: ImportWish): Promise<Imported> => {
    const log = await getLog(deps.db.read, logId)
    const before = await listEntries(deps.db.read, logId)
    const file = await readFile(deps, { log, before, wish })
    const isRefused = file.wrong.length > 0 && !wish.leavesOut
    const after = withTimes(log, file.merge(before), await deps.outside.peek(log))
    const compared = compareEntries(before, after)
    const facts = { compared, lines: file.lines, wrong: file.wrong }
    if (wish.isDryRun || isRefused) return { log, isChanged: false, ...facts }
    const written = await changeLog(deps, logId, {
      by: wish.by,
      ifMatch: wish.ifMatch ?? String(log.revision),
      what: 'imported',
      next: (_log, entries) => ({ entries: file.merge(entries), params: { count: file.drafts.length } }),
    })
    return { log: written.log, isChanged: written.isChanged, ...facts }
  }
}

async function readFile(
  deps: LogDeps,
  { log, before, wish }: { log: Log; before: readonly LogEntry[]; wish: ImportWish },
): Promise<ReadFile> {
  const text = textOf(wish.bytes)
  if (text.trim() === '') throw new InvalidInputError('radio/log-file-empty', { status: 422 })
  if (wish.format === 'csv' || wish.format === 'json') {
    const read = wish.format === 'csv' ? readOwnCsv(text, log, before) : readOwnJson(text, log, before)
    return { ...read, lines: read.drafts.length + read.wrong.length, merge: () => read.drafts }
  }
  const template = await templateOf(deps, log, wish.format)
  const lines = readLines(text, template)
  const { byId: tracks } = await deps.tracks.read(log.stationId, wish.signal)
  const read = draftLines(lines, { log, template, tracks })
  const key = importKey(template.makes)
  return {
    ...read,
    lines: lines.length,
    merge: (entries) =>
      wish.mode === 'whole'
        ? mergeImport(
            entries.filter(({ slotKey }) => slotKey?.startsWith(key)),
            read.drafts,
            key,
          )
        : mergeImport(entries, read.drafts, key),
  }
}

/** @throws NotFoundError for one of another station, too */
export async function templateOf({ db }: LogDeps, { stationId }: Log, format: string): Promise<LogTemplate> {
  const { template, stationId: owner } = await getTemplate(db.read, Number(format))
  if (owner !== stationId)
    throw new InvalidInputError('radio/template-of-other-station', { status: 422, params: { name: template.name } })
  return template
}
