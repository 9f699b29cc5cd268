import { setImmediate } from 'node:timers/promises'

/**
 * Writes many rows, `size` in a statement, and lets the event loop turn in between: SQLite works on the thread of the
 * server, and a long list must not keep requests waiting.
 */
export async function inChunks<Row>(
  rows: readonly Row[],
  size: number,
  write: (chunk: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += size) {
    if (start > 0) await setImmediate()
    await write(rows.slice(start, start + size))
  }
}

/** Reads a long list in pages by an ascending id, and lets the event loop turn in between. */
export async function readInPages<Row>(
  size: number,
  read: (after: number, limit: number) => Promise<Row[]>,
  idOf: (row: Row) => number,
): Promise<Row[]> {
  const all: Row[] = []
  for (let after = 0; ;) {
    const page = await read(after, size)
    all.push(...page)
    const last = page.at(-1)
    if (page.length < size || last === undefined) return all
    after = idOf(last)
    await setImmediate()
  }
}
