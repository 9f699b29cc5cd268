import type { FakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'

const TABLES = ['files', 'shows', 'show-days', 'show-instances', 'schedule'] as const
type Table = (typeof TABLES)[number]

/** Everything at a library that Patchbay did not make, byte for byte. */
export interface Foreign {
  /** What stands there now is foreign from now on, too. */
  takeAgain(): void
  ours(table: Table): object[]
  /** What is not as it was taken, in words. */
  touched(): string[]
  /** As LibreTime deletes a show: with its rules, windows and rows. */
  removeOurShow(): Promise<void>
}

export function takeForeign(library: FakeLibreTime): Foreign {
  const { rows, url, key } = library
  const taken = new Map<Table, Map<number, string>>()
  const takeAgain = (): void => {
    for (const table of TABLES) taken.set(table, new Map(rows[table].all().map((row) => [row.id, JSON.stringify(row)])))
  }
  takeAgain()
  const ours = (table: Table): { id: number }[] => rows[table].all().filter(({ id }) => !taken.get(table)?.has(id))
  return {
    takeAgain,
    ours,
    touched: () =>
      TABLES.flatMap((table) =>
        [...(taken.get(table) ?? [])].flatMap(([id, text]) => {
          const now = JSON.stringify(rows[table].get(id))
          return now === text ? [] : [`${table} ${id}: ${now}, not ${text}`]
        }),
      ),
    async removeOurShow() {
      for (const { id } of ours('shows')) {
        // One that is kept may be cut by the double while it is idle.
        const headers = { authorization: `Api-Key ${key}`, connection: 'close' }
        const { status } = await fetch(`${url}/api/v2/shows/${id}`, { method: 'DELETE', headers })
        if (status !== 204) throw new Error(`the show ${id} can't be deleted: ${status}`)
      }
    },
  }
}
