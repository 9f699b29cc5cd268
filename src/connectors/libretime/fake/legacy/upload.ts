import { createHash } from 'node:crypto'
import type { Analyzer } from '../analyzer/analyzer.ts'
import { splitName } from '../analyzer/place.ts'
import { type Answer, legacyRestJson, legacyText } from '../answer.ts'
import { readMultipart } from '../multipart.ts'
import type { Incoming } from '../request.ts'
import type { FileRow, Value } from '../rows.ts'
import { complete } from '../v2/validate.ts'
import { FILES } from '../v2/resources/files.ts'
import type { World } from '../world.ts'
import { fileColumns } from './file-columns.ts'

const VIA = 'POST /rest/media'
const EXTENSIONS = new Set(['ogg', 'mp3', 'aac', 'm4a', 'mp4', 'flac', 'wav', 'mp2', 'mp1', 'au', 'opus'])
// QUIRK(libretime 4.5): one sentence for every cause, also for those that no retry will ever mend.
const REFUSAL = 'An error occurred while processing your upload. Please try again in a few minutes.'

/**
 * The track type that the cookie names.
 * QUIRK(libretime 4.5): it is read from the cookie `tt_upload` and nowhere else, as a number and never as a code.
 */
function readTrackType(world: World, cookie: string | undefined): { library: number | null } | undefined {
  const wire = /(?:^|;\s*)tt_upload=([^;]*)/.exec(cookie ?? '')?.[1] ?? ''
  if (wire === '') return { library: null }
  const library = /^\d+$/.test(wire) ? Number(wire) : 0
  const isKnown = world.tables.libraries.get(library) !== undefined && !world.faults.has('no-track-types')
  return isKnown ? { library } : undefined
}

function emptyRow(values: Record<string, Value>): Record<string, Value> {
  const row = complete(FILES, { size: 0, mime: '', accessed: 0, name: '', ...values })
  return {
    ...row,
    exists: true,
    scheduled: false,
    part_of_list: false,
    length: 0,
    cue_in: 0,
    cue_out: 0,
    artwork: '',
    filepath: '',
    ftype: '',
  }
}

/** QUIRK(libretime 4.5): every upload that fails leaves a hidden row that no one asked for. */
function refuse(world: World, values: Record<string, Value>): Answer {
  world.writer(VIA).insert('files', emptyRow({ ...values, import_status: 2, hidden: true }))
  return legacyText(400, REFUSAL)
}

/** Reads one file of a multipart body. Fields beside it are ignored: the title comes from tags, else it is the name. */
export async function takeUpload(world: World, analyzer: Analyzer, request: Incoming): Promise<Answer> {
  const parts = readMultipart(await request.read(), request.headers['content-type'] ?? '')
  if (parts.some(({ name, fileName }) => name === 'id' && fileName === undefined))
    return legacyText(400, 'ERROR: ID should not be specified when using POST. Use PUT with an ID to edit a file.')
  const file = parts.findLast(({ name, fileName }) => name === 'file' && fileName !== undefined)
  const fileName = file?.fileName ?? ''
  const extension = splitName(fileName).extension.slice(1).toLowerCase()
  const type = readTrackType(world, request.headers.cookie)
  if (file === undefined || !EXTENSIONS.has(extension) || type === undefined) return refuse(world, {})
  // The md5 is known before the answer leaves, so that a pending row is found by it at once.
  const md5 = createHash('md5').update(file.bytes).digest('hex')
  const values = { ...type, md5, track_title: fileName, created_at: world.nowUs(), owner: 1 }
  if (world.faults.has('broker-down')) return refuse(world, values)
  const row = emptyRow({ ...values, import_status: 1, hidden: true })
  if (world.faults.has('phantom-upload')) {
    const { id } = world.tables.files.insert(row)
    world.tables.files.remove(id)
    return legacyRestJson(201, fileColumns({ ...row, id } as FileRow))
  }
  const id = world.writer(VIA).insert('files', row)
  const waitsAt = `organize/${id}-${fileName}`
  world.disk.set(waitsAt, file.bytes)
  analyzer.take({ fileId: id, fileName, waitsAt })
  return legacyRestJson(201, fileColumns({ ...row, id } as FileRow))
}
