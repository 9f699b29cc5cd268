import type { JobContext } from '../../../jobs/index.ts'
import type { Prober } from '../ports.ts'
import { isUnchanged } from '../writing/write-files.ts'
import type { Probed } from '../writing/batch.ts'
import type { FileRow } from '../writing/store.ts'
import type { PlaceReading, ReadFile } from './model.ts'

/** What people watch; what songs are their tags say. */
const PROBED_USES: ReadonlySet<string> = new Set(['main', 'part', 'candidate', 'version', 'trailer'])

export interface ProbeTask {
  rootPath: string
  readings: readonly PlaceReading[]
  /** By path. */
  known: ReadonlyMap<string, FileRow>
  /** Also what was probed before. */
  isFull: boolean
}

/** Probes files that are new or have changed; a file that can't be read has a code in place of its streams. */
export async function probeFiles(prober: Prober, task: ProbeTask, job: JobContext): Promise<Map<string, Probed>> {
  const files = task.readings.flatMap(({ files: all }) => all).filter((file) => isWanted(task, file))
  const probed = new Map<string, Probed>()
  await Promise.all(
    files.map(async ({ relPath }) => {
      const answer = await prober.probe(`${task.rootPath}/${relPath}`, { signal: job.signal })
      probed.set(relPath, toProbed(answer))
      job.progress({ current: probed.size, total: files.length, unit: 'files', message: relPath })
    }),
  )
  return probed
}

function isWanted({ known, isFull }: ProbeTask, file: ReadFile): boolean {
  if (file.kind !== 'video' || !PROBED_USES.has(file.use)) return false
  const before = known.get(file.relPath)
  return isFull || before === undefined || !isUnchanged(before, file) || !isAnswered(before)
}

/** What says something of the moment or the share, not of the file: it is probed again. */
const UNANSWERED: ReadonlySet<string> = new Set([
  'media/took-too-long',
  'media/unreadable',
  'media/not-probed',
  'media/file-missing',
  'media/stopped',
])

const isAnswered = ({ streams, probe_code }: FileRow): boolean =>
  streams !== null || (probe_code !== null && !UNANSWERED.has(probe_code))

function toProbed(answer: Awaited<ReturnType<Prober['probe']>>): Probed {
  if (answer.kind === 'failed')
    return { streams: null, durationMs: null, lines: null, failure: { code: answer.code, params: answer.params } }
  const { found } = answer
  const [video] = found.video
  return {
    streams: JSON.stringify(found),
    durationMs: found.durationMs,
    lines: video === undefined ? null : linesOf(video),
    failure: null,
  }
}

/** Widest first; a wide picture is cut above and below and still counts as what it was made of. */
const LINES: readonly (readonly [width: number, lines: number])[] = [
  [7000, 4320],
  [3200, 2160],
  [2400, 1440],
  [1600, 1080],
  [1100, 720],
]

export function linesOf({ width, height }: { width: number | null; height: number | null }): number | null {
  if (width === null || height === null) return null
  const wide = LINES.find(([least, lines]) => width >= least || height >= lines * 0.9)
  return wide?.[1] ?? (height > 500 ? 576 : height > 400 ? 480 : height)
}
