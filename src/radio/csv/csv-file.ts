import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import { breathe } from '../../kernel/breathe.ts'
import type { RawBody } from '../../kernel/routes.ts'
import { dayAt } from '../../kernel/time.ts'
import type { Station } from '../stations/index.ts'
import { escapeFormula } from './formula-signs.ts'

/** By it Excel knows that the file is UTF-8; LibreOffice and Patchbay pass over it. */
const BYTE_ORDER_MARK = '\uFEFF'

export type Rows = AsyncIterable<readonly string[][]>

/** A download with a heading; rows are taken as they are sent. */
export function csvFile(
  { name, timeZone }: Station,
  { what, heading, rows, now }: { what: string; heading: readonly string[]; rows: Rows; now: number },
): RawBody {
  return {
    contentType: 'text/csv; charset=utf-8',
    data: Readable.from(linesOf(heading, rows)),
    fileName: `${name} ${what} ${dayAt(now, timeZone)}.csv`.replaceAll(/[/\\:*?"<>|]/g, '-'),
  }
}

async function* linesOf(heading: readonly string[], rows: Rows): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${inCsv([heading])}`
  for await (const page of rows) {
    if (page.length > 0) yield inCsv(page.map((cells) => cells.map(escapeFormula)))
    await breathe()
  }
}

/** RFC 4180. */
const inCsv = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((cells) => [...cells]),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  )
