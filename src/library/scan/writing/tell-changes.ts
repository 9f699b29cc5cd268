import type { EventLog } from '../../../live/event-log.ts'
import type { NewEvent } from '../../../live/model.ts'
import type { Counts } from '../model.ts'
import type { Shelf } from './shelf.ts'
import { listTitlesAt, type TitleRow } from './store.ts'

/** Parts of something larger come and go with it; nobody wants to be told of each. */
const TOLD: ReadonlySet<TitleRow['kind']> = new Set(['movie', 'series', 'tv-episode', 'album'])

/** Says in the log which titles came, and which have another file. @returns what is counted */
export async function tellChanges(
  shelf: Shelf,
  { events, missing }: { events: EventLog; missing: readonly TitleRow[] },
): Promise<Counts> {
  const { tx, batch } = shelf
  const seated = [...new Set(shelf.seated.values())]
  const added = seated.filter(({ id }) => shelf.added.has(id))
  const old = seated.filter(({ id }) => !shelf.added.has(id))
  const upgraded = old.filter((row) => hasOtherFile(shelf, row))
  const moved = old.filter((row) => {
    const before = shelf.before.get(row.id)
    return batch.movable.some(({ titleId }) => titleId === row.id) && before?.folder_id !== row.folder_id
  })
  const worthy = [...added, ...upgraded].filter(({ kind }) => TOLD.has(kind))
  const named = new Map(
    (
      await listTitlesAt(
        tx,
        worthy.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  )
  const told = worthy.map(({ id }): NewEvent => {
    const kind = shelf.added.has(id) ? 'library.title.added' : 'library.title.upgraded'
    return eventOf(shelf, kind, named.get(id) as TitleRow)
  })
  if (told.length > 0) await events.appendAll(tx, told)
  return {
    'titles.added': added.length,
    'titles.changed': upgraded.length,
    'titles.moved': moved.length,
    'titles.missing': missing.length,
  }
}

function hasOtherFile(shelf: Shelf, row: TitleRow): boolean {
  const before = shelf.before.get(row.id)
  if (before === undefined || before.main_file_id === null || row.main_file_id === null) return false
  if (before.main_file_id !== row.main_file_id) return !shelf.batch.movable.some(({ titleId }) => titleId === row.id)
  const file = [...shelf.files.values()].find(({ id }) => id === row.main_file_id)
  const now = shelf.batch.readings.flatMap(({ files }) => files).find(({ relPath }) => relPath === file?.rel_path)
  return file !== undefined && now !== undefined && file.size !== now.size
}

const eventOf = ({ batch }: Shelf, kind: string, row: TitleRow): NewEvent => ({
  kind,
  actor: batch.actor,
  scope: `library:${batch.library.libraryId}`,
  subject: `library.title:${row.id}`,
  runId: batch.runId,
  data: {
    libraryId: batch.library.libraryId,
    titleId: row.id,
    title: row.title,
    year: row.year,
    kind: row.kind,
    // Told to people once it is published, then.
    ...(batch.scan.options.steps.publish ? { publishes: true } : {}),
  },
})
