import type { Db } from '../src/db/db.ts'

let names = 0

/** A library's row, for tests of what hangs on it. */
export async function addLibrary(db: Db, kind: 'films' | 'series' | 'music' = 'films'): Promise<number> {
  const name = `Library ${++names}`
  const row = { kind, name, name_key: name.toLowerCase(), root_id: 1, settings: '{}', is_enabled: 1, version: 1 }
  const { id } = await db.tx((tx) =>
    tx
      .insertInto('library_libraries')
      .values({ ...row, created_at: 1, changed_at: 1 })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}
