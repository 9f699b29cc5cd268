import { breathe } from '../kernel/breathe.ts'

/**
 * Writes many rows, `size` in a statement. SQLite works on the thread of the server: a long list must not keep requests
 * waiting.
 */
export async function inChunks<Row>(
  rows: readonly Row[],
  size: number,
  write: (chunk: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += size) {
    await breathe()
    await write(rows.slice(start, start + size))
  }
}

/** Reads a long list in pages by an ascending id, with the same care. */
export async function readInPages<Row>(
  size: number,
  read: (after: number, limit: number) => Promise<Row[]>,
  idOf: (row: Row) => number,
): Promise<Row[]> {
  const all: Row[] = []
  for (let after = 0; ;) {
    await breathe()
    const page = await read(after, size)
    all.push(...page)
    const last = page.at(-1)
    if (page.length < size || last === undefined) return all
    after = idOf(last)
  }
}
