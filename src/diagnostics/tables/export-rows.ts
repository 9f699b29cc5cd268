import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { TableBrowser } from '../../db/browse/browser.ts'
import type { Cell, RowsAsked } from '../../db/browse/read-rows.ts'
import type { LiveSecrets } from '../../kernel/redact.ts'
import { showText } from './views.ts'

export const MOST_EXPORTED = 50_000
const CHUNK = 2000

type Wanted = Omit<RowsAsked, 'offset' | 'limit'>

/** The rows as CSV, read while they are sent. A text that a spreadsheet would take for a formula is written as text. */
export async function exportRows(browser: TableBrowser, wanted: Wanted, secrets: LiveSecrets): Promise<Readable> {
  // The first chunk is read before anything is sent, so that a refusal is one.
  const first = await browser.rows({ ...wanted, offset: 0, limit: CHUNK })
  const names = first.table.columns.filter(({ isHidden }) => !isHidden).map(({ name }) => name)
  const lines = (rows: readonly Readonly<Record<string, Cell>>[]): string =>
    stringify(
      rows.map((row) => names.map((name) => cellText(row[name] ?? null, secrets))),
      { escape_formulas: true },
    )
  async function* all(): AsyncGenerator<string> {
    yield stringify([names])
    yield lines(first.rows)
    for (let offset = CHUNK; offset < Math.min(first.total, MOST_EXPORTED); offset += CHUNK)
      yield lines((await browser.rows({ ...wanted, offset, limit: CHUNK })).rows)
  }
  return Readable.from(all())
}

function cellText(value: Cell, secrets: LiveSecrets): string | number | null {
  if (typeof value === 'string') return showText(value, secrets)
  return typeof value === 'object' && value !== null ? `${value.bytes} bytes` : value
}
