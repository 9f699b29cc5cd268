/** Writes many rows, `size` in a statement. */
export async function inChunks<Row>(
  rows: readonly Row[],
  size: number,
  write: (chunk: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += size) {
    await write(rows.slice(start, start + size))
  }
}

/** Reads a long list in pages by an ascending id. */
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
  }
}
