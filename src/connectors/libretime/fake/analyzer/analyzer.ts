import type { FileRow, Value } from '../rows.ts'
import { US_PER_SECOND } from '../rows.ts'
import type { World } from '../world.ts'
import { placeFile, splitName } from './place.ts'
import { probe } from './probe.ts'
import { readTags, type Tags } from './tags.ts'

export interface Upload {
  fileId: number
  /** As the client named it. */
  fileName: string
  /** Where the bytes wait, below the storage folder. */
  waitsAt: string
}

export interface Analyzer {
  take(upload: Upload): void
  /** Uploads that wait or are being read. */
  waiting(): number
  /** Resolves when nothing waits any more; never while the analyzer is stopped and something does. */
  settled(): Promise<void>
  /** How long one file takes; 0 is at once, after the upload was answered. */
  delayMs: number
}

function numberIn(text: string | undefined): number | null {
  const digits = /^\d+/.exec(text ?? '')
  return digits === null ? null : Number(digits[0])
}

/** What the analyzer's PUT changes from tags: only what the file has. */
function fromTags(tags: Tags): Record<string, Value> {
  const { track_number, bpm, date, comment, ...texts } = tags
  const changes: Record<string, Value> = { ...texts }
  if (track_number !== undefined) changes['track_number'] = numberIn(track_number)
  if (bpm !== undefined) changes['bpm'] = numberIn(bpm)
  // QUIRK(libretime 4.5): the date is cut to the year, and a comment becomes the description as well.
  if (date !== undefined) changes['date'] = date.slice(0, 4)
  if (comment !== undefined) Object.assign(changes, { comment, description: comment.slice(0, 512) })
  return changes
}

function analyse(world: World, upload: Upload, row: FileRow): void {
  const writer = world.writer('analyzer')
  const bytes = world.disk.get(upload.waitsAt) ?? Buffer.alloc(0)
  const { extension } = splitName(upload.fileName)
  const audio = probe(bytes, extension.slice(1).toLowerCase())
  if (audio === undefined || world.faults.has('analyzer-fails')) {
    writer.change('files', row.id, { import_status: 2, hidden: true })
    return
  }
  const tags = readTags(bytes)
  const ownerId = typeof row['owner'] === 'number' ? row['owner'] : 1
  const filepath = placeFile({ fileName: upload.fileName, ownerId, tags }, (path) => world.disk.has(path))
  world.disk.delete(upload.waitsAt)
  world.disk.set(filepath, bytes)
  const length = Math.round(audio.seconds * US_PER_SECOND)
  // QUIRK(libretime 4.5): this overwrites a title that was set while the file was pending.
  writer.change('files', row.id, {
    ...fromTags(tags),
    import_status: 0,
    hidden: false,
    filepath,
    size: bytes.length,
    mime: audio.mime,
    length,
    cue_in: 0,
    cue_out: length,
    bit_rate: audio.bitRate,
    sample_rate: audio.sampleRate,
    channels: audio.channels,
    replay_gain: '0.00',
    updated_at: world.nowUs(),
  })
}

/** Takes one file at a time, in the order of the uploads. */
export function createAnalyzer(world: World, delayMs: number): Analyzer {
  const queue: Upload[] = []
  let isBusy = false
  let isDone: (() => void)[] = []
  const finish = (): void => {
    isBusy = false
    const upload = queue[0]
    if (upload === undefined || world.faults.has('analyzer-stopped')) return
    queue.shift()
    const row = world.tables.files.get(upload.fileId)
    if (row !== undefined) analyse(world, upload, row)
    goOn()
  }
  const goOn = (): void => {
    if (queue.length === 0 && !isBusy) {
      for (const resolve of isDone) resolve()
      isDone = []
    }
    if (isBusy || queue.length === 0 || world.faults.has('analyzer-stopped')) return
    isBusy = true
    if (analyzer.delayMs === 0) setImmediate(finish)
    else world.clock.after(analyzer.delayMs, finish)
  }
  const analyzer: Analyzer = {
    delayMs,
    take(upload) {
      queue.push(upload)
      goOn()
    },
    waiting: () => queue.length,
    settled: () => (queue.length === 0 ? Promise.resolve() : new Promise((resolve) => void isDone.push(resolve))),
  }
  world.faults.subscribe(goOn)
  return analyzer
}
