import type { ArchiveOverview, BatchView } from '../../archive/contract.ts'

type ItemStates = ArchiveOverview['states']

/** Our states in the pipeline's words. What is gone, it did not know. */
const FILE_STATUS: Readonly<Record<keyof ItemStates, string | null>> = {
  arriving: 'NEW',
  incomplete: 'NEW',
  unique: 'UNIQUE',
  held: 'UNIQUE',
  duplicate: 'DUPLICATE',
  aside: 'DUPLICATE',
  trashed: 'DUPLICATE',
  batched: 'BATCHED',
  filed: 'SORTED',
  gone: null,
}

export interface FileFigures {
  total: number
  bytes: number
  byStatus: Record<string, number>
}

export function fileFigures(states: ItemStates): FileFigures {
  const figures: FileFigures = { total: 0, bytes: 0, byStatus: {} }
  for (const [state, { count, bytes }] of Object.entries(states)) {
    const status = FILE_STATUS[state as keyof ItemStates]
    if (status === null || count === 0) continue
    figures.total += count
    figures.bytes += bytes
    figures.byStatus[status] = (figures.byStatus[status] ?? 0) + count
  }
  return figures
}

export function toPipelineBatch(batch: BatchView) {
  return {
    id: batch.batchId,
    name: batch.name,
    status: batch.state,
    file_count: batch.fileCount,
    size_bytes: batch.sizeBytes,
    created_at: batch.createdAt,
    synced_at: batch.syncedAt,
    sorted_at: batch.sortedAt,
  }
}

/** Of a total, in percent with one decimal; 0 of nothing. */
export const percent = (part: number, total: number): number =>
  total === 0 ? 0 : Math.round((part / total) * 1000) / 10
