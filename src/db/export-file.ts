import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ConflictError, InvalidInputError } from '../kernel/errors.ts'
import { migrations } from './migrations.ts'
import type { ExportHead } from './postgres-export.ts'

export type ExportedRow = Record<string, unknown>

export interface Inspected {
  schema: number
  rows: number
}

/**
 * Reads the whole of an export of PostgreSQL, so that nothing is begun with one that ends early.
 * @throws InvalidInputError `db/not-an-export`; ConflictError `db/newer-schema`
 */
export async function inspectExport(file: string): Promise<Inspected> {
  const { head, lines } = await openExport(file)
  const known = migrations.at(-1)?.number ?? 0
  if (head.schema > known) throw new ConflictError('db/newer-schema', { params: { found: head.schema, known } })
  let rows = 0
  for await (const line of lines) if (tableOf(line) === undefined) rows += 1
  return { schema: head.schema, rows }
}

/** @throws InvalidInputError `db/not-an-export`, also while its lines are read */
export async function openExport(file: string): Promise<{ head: ExportHead; lines: AsyncGenerator<ExportedRow> }> {
  const lines = readLines(file)
  const first = await lines.next()
  const head = first.done === true ? undefined : (first.value as Partial<ExportHead>)
  if (head?.patchbay !== 'export' || head.v !== 1 || head.schema === undefined) throw notAnExport(file, 'head')
  return { head: head as ExportHead, lines }
}

/** The table that the rows after this line are of; undefined when the line is a row. */
export const tableOf = (line: ExportedRow): string | undefined =>
  typeof line['table'] === 'string' && Object.keys(line).length === 1 ? line['table'] : undefined

async function* readLines(file: string): AsyncGenerator<ExportedRow> {
  const gunzip = createGunzip()
  // An error of either ends both, and is thrown by the loop below.
  pipeline(createReadStream(file), gunzip, () => undefined)
  try {
    for await (const line of createInterface({ input: gunzip, crlfDelay: Infinity }))
      yield JSON.parse(line) as ExportedRow
    if (gunzip.errored !== null) throw gunzip.errored
  } catch (cause) {
    throw notAnExport(file, (cause as Error).message, cause)
  }
}

const notAnExport = (file: string, problem: string, cause?: unknown) =>
  new InvalidInputError('db/not-an-export', { status: 422, params: { file, problem }, cause })
