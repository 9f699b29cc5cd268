import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ConflictError } from '../kernel/errors.ts'
import type { DataPaths } from './data-paths.ts'
import { writeFileDurably } from './durable-file.ts'

const Marker = z.object({ installationId: z.uuid(), database: z.enum(['sqlite', 'postgres']), createdAt: z.string() })
/** What belongs to the folder. It outlives the database, so that a lost database is noticed. */
export type Marker = z.output<typeof Marker>

/** @throws ConflictError `db/marker-damaged` when there is one that says nothing */
export function readMarker(paths: DataPaths): Marker | undefined {
  let text: string
  try {
    text = readFileSync(paths.marker, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return Marker.parse(JSON.parse(text))
  } catch (cause) {
    throw new ConflictError('db/marker-damaged', { params: { marker: paths.marker }, cause })
  }
}

export function writeMarker(paths: DataPaths, marker: Marker): void {
  writeFileDurably(paths.marker, `${JSON.stringify(marker, null, 2)}\n`)
}
