import type { Db } from '../../../db/db.ts'
import type { JobContext, PayloadOf } from '../../../jobs/index.ts'
import type { EventLog } from '../../../live/event-log.ts'
import type { Roots } from '../../../transfer/index.ts'
import { getLibrary } from '../../libraries/index.ts'
import type { ReadFolders } from '../jobs.ts'
import { parseWord, type ScanOptions } from '../model.ts'
import { findMovable } from '../moves/find-movable.ts'
import type { Prober } from '../ports.ts'
import { findScan } from '../store.ts'
import type { ScanThreads } from '../threads/scan-threads.ts'
import type { ReadBatch } from '../writing/batch.ts'
import { type FolderRow, listFilesOfFolders, listFolders } from '../writing/store.ts'
import { writeReadings } from '../writing/write-readings.ts'
import type { PlaceAnswer, PlaceFailed, PlaceReading } from './model.ts'
import { probeFiles } from './probe-files.ts'
import type { WantedPlace } from './read-places.ts'
import { settleChoices } from './settle-choices.ts'

export interface ReadDeps {
  db: Db
  roots: Roots
  threads: ScanThreads
  prober: Prober
  events: EventLog
}

/** Reads some folders off the event loop, and writes what was found as the job completes. */
export function readFolders(deps: ReadDeps) {
  return async ({ scanId, places }: PayloadOf<typeof ReadFolders>, job: JobContext): Promise<void> => {
    const { read } = deps.db
    const scan = await findScan(read, scanId)
    if (scan === undefined || scan.phase === 'ended') return job.cancel({ code: 'library/scan-ended' })
    const library = await getLibrary(read, scan.libraryId)
    const { path: rootPath } = await deps.roots.get(library.rootId)
    const folders = await listFolders(
      read,
      library.libraryId,
      places.map(([relPath]) => relPath),
    )
    const rules = { kind: library.kind, ignore: library.settings.ignore }
    const wanted = places.map(([relPath, unit]) => ({ relPath, unit, ...wordsOf(folders, relPath, scan.options) }))
    const question = { rootPath, rules, places: wanted, takesArt: scan.options.steps.artwork }
    const answers = await deps.threads.read(question, job.signal)
    // What went away while it was read may be the share: then nothing of it counts.
    await deps.roots.requireOnline(library.rootId)
    const raw = answers.filter((answer): answer is PlaceReading => answer.is === 'read')
    const known = new Map(
      (
        await listFilesOfFolders(
          read,
          folders.map(({ id }) => id),
        )
      ).map((row) => [row.rel_path, row]),
    )
    const probing = { rootPath, readings: raw, known, isFull: scan.mode === 'full' }
    const probed = scan.options.steps.probe ? await probeFiles(deps.prober, probing, job) : new Map()
    // Nor does what could not be probed because the share went away.
    await deps.roots.requireOnline(library.rootId)
    const readings = raw.map((reading) => withProbeNotes(settleChoices(reading, { probed, known }), probed))
    const movable = await findMovable(read, { scan, library, rootPath, readings })
    job.finishWith((tx) => {
      const batch: ReadBatch = {
        scan,
        library,
        readings,
        failures: answers.filter(isFailed),
        probed,
        movable,
        actor: job.actor,
        runId: job.runId,
        now: job.clock.now(),
      }
      return writeReadings(tx, deps.events, batch)
    })
  }
}

const isFailed = (answer: PlaceAnswer): answer is PlaceFailed => answer.is === 'failed'

/** A person's word, and of the folder that another program spoke of its ids. */
function wordsOf(
  folders: readonly FolderRow[],
  relPath: string,
  { folder, told }: ScanOptions,
): Pick<WantedPlace, 'word' | 'toldIds'> {
  const word = parseWord(folders.find((row) => row.rel_path === relPath)?.said ?? null)
  return { word, toldIds: told === null || folder !== relPath ? {} : told.ids }
}

function withProbeNotes(reading: PlaceReading, probed: ReadBatch['probed']): PlaceReading {
  const notes = reading.files.flatMap(({ relPath }) => {
    const failure = probed.get(relPath)?.failure ?? null
    return failure === null
      ? []
      : [{ level: 'warn' as const, code: 'library.not-probed', params: { path: relPath, problem: failure.code } }]
  })
  return notes.length === 0 ? reading : { ...reading, notes: [...reading.notes, ...notes] }
}
