import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LibraryView } from '../src/library/libraries/contract.ts'
import type { NoteView, ScanView, UnknownFileView } from '../src/library/scan/contract.ts'
import { type AppOptions, startApp, type TestApp } from './start-app.ts'

export interface LibraryWorld extends AsyncDisposable {
  app: TestApp
  /** Absolute, of the library. */
  folder: string
  library: LibraryView
  put(relPath: string, content?: string | Buffer): void
  move(from: string, to: string): void
  remove(relPath: string): void
  scan(body?: object): Promise<ScanView>
  notes(scanId: number): Promise<NoteView[]>
  unknown(query?: string): Promise<UnknownFileView[]>
  /** As they stand in the table, by id. */
  titles(): Promise<TitleFactsRow[]>
}

export interface TitleFactsRow {
  id: number
  kind: string
  title: string
  year: number | null
  number: number | null
  parent_id: number | null
  main: string | null
  folder: string | null
  tmdb_id: string | null
  care_code: string | null
  missing_since: number | null
  deleted_at: number | null
  /** JSON: who said which fact. */
  sources: string
}

/** A server with one library, nothing of which is probed unless a test asks for it. */
export async function startLibrary(
  kind: 'films' | 'series' | 'music' = 'films',
  { settings = {}, ...options }: AppOptions & { settings?: object } = {},
): Promise<LibraryWorld> {
  const app = await startApp(options)
  const folder = join(app.app.dataFolder, 'media', kind)
  mkdirSync(folder, { recursive: true })
  const made = await app.cli('POST', 'api/v1/library/libraries', {
    kind,
    name: kind,
    path: folder,
    settings: { isWatched: false, steps: { probe: false, cache: false, enrich: false }, ...settings },
  })
  if (made.status !== 201) throw new Error(made.text)
  const library = made.json as LibraryView
  const at = (relPath: string): string => join(folder, relPath)
  return {
    app,
    folder,
    library,
    put(relPath, content = relPath) {
      mkdirSync(dirname(at(relPath)), { recursive: true })
      writeFileSync(at(relPath), content)
    },
    move(from, to) {
      mkdirSync(dirname(at(to)), { recursive: true })
      renameSync(at(from), at(to))
    },
    remove: (relPath) => rmSync(at(relPath), { recursive: true, force: true }),
    async scan(body = {}) {
      const started = await app.cli('POST', `api/v1/library/libraries/${library.libraryId}/scans`, body)
      if (started.status !== 202) throw new Error(started.text)
      await app.settled()
      return app.get<ScanView>(`api/v1/library/scans/${(started.json as { scanId: number }).scanId}`)
    },
    notes: async (scanId) =>
      (await app.get<{ items: NoteView[] }>(`api/v1/library/scans/${scanId}/notes?limit=200`)).items,
    unknown: async (query = '') =>
      (await app.get<{ items: UnknownFileView[] }>(`api/v1/library/unknown-files?limit=200${query}`)).items,
    titles: () => readTitles(app),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

async function readTitles(app: TestApp): Promise<TitleFactsRow[]> {
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(join(app.app.dataFolder, 'patchbay.db'), { readonly: true })
  try {
    return db
      .prepare(
        `select t.id, t.kind, t.title, t.year, t.number, t.parent_id, f.rel_path as main, d.rel_path as folder, t.tmdb_id,
           t.care_code, t.missing_since, t.deleted_at, t.sources
         from library_titles t left join library_files f on f.id = t.main_file_id
         left join library_folders d on d.id = t.folder_id order by t.id`,
      )
      .all() as TitleFactsRow[]
  } finally {
    db.close()
  }
}
