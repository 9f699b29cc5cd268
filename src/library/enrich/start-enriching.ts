import type { Jobs } from '../../jobs/index.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { getLibrary } from '../libraries/index.ts'
import type { StartWork } from '../titles/change-together.ts'
import { EnrichTitles } from './jobs.ts'

/** One run a library. @throws ConflictError `library/no-provider` */
export const startEnriching =
  ({ jobs }: { jobs: Jobs }): StartWork =>
  async (tx, rows, actor) => {
    const runIds: number[] = []
    for (const libraryId of new Set(rows.map(({ library_id }) => library_id))) {
      const { settings, name } = await getLibrary(tx, libraryId)
      const { connectionId } = settings
      if (connectionId === null) throw new ConflictError('library/no-provider', { params: { name } })
      const titleIds = rows.filter(({ library_id }) => library_id === libraryId).map(({ id }) => id)
      const { runId } = await jobs.enqueue(
        tx,
        EnrichTitles,
        { libraryId, connectionId, titleIds },
        { actor, label: name },
      )
      runIds.push(runId)
    }
    return runIds
  }
