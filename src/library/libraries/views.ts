import { instant, instantOrNull } from '../../kernel/contract.ts'
import type { LibraryView } from './contract.ts'
import type { Library } from './model.ts'
import type { TaskState } from './tasks.ts'

interface Around {
  path: string
  counts: readonly { kind: string; count: number }[]
  tasks: readonly TaskState[]
  scanId: number | null
}

export function toLibraryView(library: Library, { path, counts, tasks, scanId }: Around): LibraryView {
  return {
    libraryId: library.libraryId,
    kind: library.kind,
    name: library.name,
    path,
    isEnabled: library.isEnabled,
    settings: library.settings,
    titles: Object.fromEntries(counts.map(({ kind, count }) => [kind, count])),
    tasks: tasks.map(({ task, scheduleId, cron, nextAt, lastAt, lastJobId }) => ({
      task,
      scheduleId,
      cron,
      nextAt: instantOrNull(nextAt),
      lastAt: instantOrNull(lastAt),
      lastRunId: lastJobId,
    })),
    scanId,
    createdAt: instant(library.createdAt),
    changedAt: instant(library.changedAt),
    etag: String(library.version),
  }
}
